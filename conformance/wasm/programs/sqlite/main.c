#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sqlite3.h"

static sqlite3 *database;
static int statements;

static void stop(const char *sql) {
  fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database));
  exit(1);
}

/* Runs a statement; prints what it gives if it is a question. */
static void run(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, 0) != SQLITE_OK) stop(sql);
  statements++;
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    int columns = sqlite3_column_count(statement);
    for (int column = 0; column < columns; column++) {
      const char *text = (const char *)sqlite3_column_text(statement, column);
      printf("%s%s", column ? "|" : "", text ? text : "NULL");
    }
    printf("\n");
  }
  if (step != SQLITE_DONE) stop(sql);
  sqlite3_finalize(statement);
}

static void runf(const char *format, int a, int b, int c) {
  char sql[512];
  snprintf(sql, sizeof sql, format, a, b, c);
  run(sql);
}

int main(int argc, char **argv) {
  const char *path = argc > 1 ? argv[1] : ":memory:";
  if (sqlite3_open(path, &database) != SQLITE_OK) stop(path);
  run("create table person (id integer primary key, name text not null, age integer, city integer)");
  run("create table city (id integer primary key, name text unique)");
  run("create table entry (person integer references person(id), day text, amount real)");
  run("create index entry_person on entry (person)");
  unsigned state = 12345;
  run("begin");
  for (int i = 1; i <= 20; i++)
    runf("insert into city values (%d, 'city ' || char(64 + %d) || '%d')", i, i, i);
  for (int i = 1; i <= 300; i++) {
    state = state * 1103515245u + 12345u;
    runf("insert into person values (%d, printf('person %%03d', 1000 - %d), 18 + %d %% 60, 1 + 0)", i, i, (int)(state >> 16));
    state = state * 1103515245u + 12345u;
    runf("update person set city = 1 + %d %% 20 where id = %d + 0 * %d", (int)(state >> 16), i, 0);
  }
  run("commit");
  run("begin");
  for (int i = 1; i <= 330; i++) {
    state = state * 1103515245u + 12345u;
    runf("insert into entry select id, date('2024-01-01', '+%d days'), %d / 7.0 from person where id %% 7 = %d", i, (int)(state >> 20), i % 7);
  }
  run("commit");
  for (int i = 0; i < 20; i++)
    runf("select %d, count(*), round(sum(amount), 3) from entry join person on person.id = person where age between 18 + %d and 20 + %d", i, 3 * i, 3 * i);
  run("select city.name, count(*) as n, round(avg(age), 2) from person join city on city.id = city group by city.id order by n desc, city.name limit 8");
  run("select name, total from (select person, sum(amount) as total, rank() over (order by sum(amount) desc) as place from entry group by person) join person on id = person where place <= 5 order by place, name");
  run("with recursive fibonacci(a, b) as (select 0, 1 union all select b, a + b from fibonacci where b < 1000) select group_concat(a) from fibonacci");
  run("create view adults as select * from person where age >= 40");
  run("select count(*), min(name), max(name) from adults where name like '%9_'");
  run("delete from entry where person in (select id from adults)");
  run("select count(*), changes() from entry");
  run("create trigger aged after update of age on person when new.age > 70 begin delete from person where id = new.id; end");
  run("update person set age = age + 10");
  run("select count(*), sum(age) from person");
  run("select json_group_array(json_object('id', id, 'age', age)) from (select * from person order by age desc, id limit 3)");
  run("select hex(zeroblob(4)), quote(x'00ff'), upper('ß straße'), length('ß'), typeof(1.0), 7 / 2, 7 % -3, round(2.5), 1e300 * 1e10");
  run("vacuum");
  run("pragma integrity_check");
  while (statements < 1000) runf("insert into entry values (%d, %d, %d)", statements, statements, statements);
  run("select count(*), max(amount) from entry");
  printf("%d statements\n", statements);
  sqlite3_close(database);
  return 0;
}
