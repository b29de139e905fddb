/* What programs in C ask of their library, and the library of WASI. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char path[256];

static const char *in(const char *folder, const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void numbers(void) {
  double values[64];
  unsigned state = 7;
  for (int i = 0; i < 64; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = sin(state / 1e7) * exp((state >> 24) / 40.0);
  }
  qsort(values, 64, sizeof values[0], compare);
  printf("%.6f %.6f %g %e\n", values[0], values[63], values[31], values[40]);
  printf("%d %u %ld %#x %o %c %5s|%-5s| %+d %05d %%\n", -1, 1u, 1L << 30, 255, 8, 'x', "ab", "cd", 7, 42);
  printf("%g %g %g %.17g %a\n", INFINITY, -INFINITY, 0.1, 0.1, 1.5);
  printf("%ld %lu %.3f %d\n", strtol("-0x7f", 0, 16), strtoul("777", 0, 8), strtod("2.5e3x", 0), atoi("12abc"));
  printf("%.4f %.4f %.4f %.4f %d\n", sqrt(2), pow(2, 0.5), atan2(1, -1), fmod(7.5, 2), (int)floor(-1.5));
}

static void memory(void) {
  enum { COUNT = 2000 };
  char **blocks = calloc(COUNT, sizeof *blocks);
  unsigned long sum = 0;
  for (int round = 0; round < 5; round++)
    for (int i = round; i < COUNT; i += round + 1) {
      size_t size = (i * 37 + round) % 5000 + 1;
      blocks[i] = realloc(blocks[i], size);
      memset(blocks[i], i & 0x7f, size);
      sum += (unsigned char)blocks[i][size - 1];
    }
  for (int i = 0; i < COUNT; i++) free(blocks[i]);
  free(blocks);
  char *large = malloc(20 << 20);
  large[(20 << 20) - 1] = 5;
  printf("%lu %d\n", sum, large[(20 << 20) - 1]);
  free(large);
}

static void files(const char *folder) {
  printf("mkdir %d\n", mkdir(folder, 0777));
  printf("mkdir again %d %s\n", mkdir(folder, 0777), errno == EEXIST ? "exists" : "?");
  FILE *file = fopen(in(folder, "a.txt"), "w+");
  for (int i = 0; i < 1000; i++) fprintf(file, "line %d\n", i);
  printf("at %ld\n", ftell(file));
  fseek(file, 5, SEEK_SET);
  char line[64];
  printf("%s", fgets(line, sizeof line, file));
  fseek(file, -9, SEEK_END);
  printf("%s", fgets(line, sizeof line, file));
  printf("end %d %d\n", fgetc(file), feof(file) != 0);
  fclose(file);
  file = fopen(in(folder, "a.txt"), "a");
  fputs("appended\n", file);
  fclose(file);
  struct stat status;
  stat(in(folder, "a.txt"), &status);
  printf("size %ld regular %d\n", (long)status.st_size, S_ISREG(status.st_mode) != 0);
  int fd = open(in(folder, "a.txt"), O_RDWR);
  pwrite(fd, "LINE", 4, 0);
  char bytes[8] = {0};
  pread(fd, bytes, 6, 0);
  printf("%s %ld\n", bytes, (long)lseek(fd, 0, SEEK_CUR));
  ftruncate(fd, 10);
  printf("end %ld\n", (long)lseek(fd, 0, SEEK_END));
  close(fd);
  char other[256];
  strcpy(other, in(folder, "b.txt"));
  printf("rename %d\n", rename(in(folder, "a.txt"), other));
  printf("open %s\n", fopen(in(folder, "a.txt"), "r") ? "?" : strerror(errno) ? "no file" : "?");
  printf("exclusive %d\n", open(other, O_CREAT | O_EXCL | O_WRONLY, 0666) < 0 && errno == EEXIST);
  mkdir(in(folder, "sub"), 0777);
  for (int i = 0; i < 30; i++) {
    char name[32];
    snprintf(name, sizeof name, "sub/file-%02d", i);
    fclose(fopen(in(folder, name), "w"));
  }
  DIR *directory = opendir(in(folder, "sub"));
  int count = 0, dots = 0, folders = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    count++;
    dots += entry->d_name[0] == '.';
    folders += entry->d_type == DT_DIR;
  }
  closedir(directory);
  printf("entries %d %d %d\n", count, dots, folders);
  printf("rmdir %d\n", rmdir(in(folder, "sub")) < 0 && errno == ENOTEMPTY);
  for (int i = 0; i < 30; i++) {
    char name[32];
    snprintf(name, sizeof name, "sub/file-%02d", i);
    unlink(in(folder, name));
  }
  printf("rmdir %d\n", rmdir(in(folder, "sub")));
  printf("unlink %d\n", unlink(other));
  printf("rmdir %d\n", rmdir(folder));
}

int main(int argc, char **argv) {
  printf("%d [%s] [%s]\n", argc, argv[2], argv[3]);
  printf("%s %s\n", getenv("CASE") ? getenv("CASE") : "c-library", getenv("NOTHING") ? "?" : "unset");
  numbers();
  memory();
  files(argv[1]);
  time_t day = 86400 * 365;
  char text[64];
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j", gmtime(&day));
  printf("%s\n", text);
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  usleep(2000);
  clock_gettime(CLOCK_MONOTONIC, &after);
  long waited = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
  printf("waited %d, since 2020 %d\n", waited >= 2000, time(0) > 1577836800);
  printf("stdin %d\n", fgetc(stdin));
  fprintf(stderr, "to standard error\n");
  return 0;
}
