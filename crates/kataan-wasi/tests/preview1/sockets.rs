use super::guest::{DATA, Guest, RESULT, call, errno};
use kataan_wasi::WasiCtxBuilder;
use kataan_wasm::TrapCode;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// The number of the socket that listens.
const LISTENER: u32 = 3;

fn listening() -> (Guest, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let guest = Guest::new(WasiCtxBuilder::new().preopened_socket(listener));
    let client = TcpStream::connect(address).expect("connects");
    (guest, client)
}

#[test]
fn a_guest_serves_a_connection() {
    let (mut guest, mut client) = listening();
    assert_eq!(call!(guest.sock_accept(LISTENER, 0, RESULT)), 0);
    let connection = u64::from(guest.result());
    client.write_all(b"question").expect("sent");
    let list = guest.buffers(&[4]);
    const PEEK: u32 = 1;
    const WAIT_ALL: u32 = 2;
    assert_eq!(
        call!(guest.sock_recv(connection, list, 1, PEEK, RESULT, RESULT + 4)),
        0
    );
    let peeked = guest.result();
    assert_eq!(guest.read(DATA, peeked), b"question"[..peeked as usize]);
    let list = guest.buffers(&[3, 5]);
    assert_eq!(
        call!(guest.sock_recv(connection, list, 2, WAIT_ALL, RESULT, RESULT + 4)),
        0
    );
    assert_eq!(guest.result(), 8);
    assert_eq!(guest.u16(RESULT + 4), 0);
    assert_eq!(guest.read(DATA, 8), b"question");
    guest.write(DATA, b"answer");
    let list = guest.buffers(&[6]);
    assert_eq!(call!(guest.sock_send(connection, list, 1, 0, RESULT)), 0);
    assert_eq!(guest.result(), 6);
    // Descriptors of connections are read and written like others.
    assert_eq!(guest.write_to(connection, b"!"), Ok(1));
    const WRITE: u32 = 2;
    assert_eq!(call!(guest.sock_shutdown(connection, WRITE)), 0);
    let mut answer = String::new();
    client.read_to_string(&mut answer).expect("received");
    assert_eq!(answer, "answer!");
    drop(client);
    assert_eq!(guest.read_from(connection, 10), Ok(Vec::new()));
    assert_eq!(call!(guest.fd_fdstat_get(connection, DATA)), 0);
    assert_eq!(guest.read(DATA, 1), [6]);
    assert_eq!(call!(guest.fd_close(connection)), 0);
}

#[test]
fn without_a_client_there_is_nothing_to_accept() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut guest = Guest::new(WasiCtxBuilder::new().preopened_socket(listener));
    const NONBLOCK: u32 = 4;
    assert_eq!(call!(guest.fd_fdstat_set_flags(LISTENER, NONBLOCK)), 0);
    const AGAIN: u32 = 6;
    assert_eq!(call!(guest.sock_accept(LISTENER, 0, RESULT)), AGAIN);
}

#[test]
fn what_is_no_socket_is_refused() {
    let (mut guest, _client) = listening();
    let list = guest.buffers(&[4]);
    assert_eq!(
        call!(guest.sock_recv(0, list, 1, 0, RESULT, RESULT + 4)),
        errno::NOTSOCK
    );
    assert_eq!(
        call!(guest.sock_send(1, list, 1, 0, RESULT)),
        errno::NOTSOCK
    );
    assert_eq!(call!(guest.sock_shutdown(1, 1)), errno::NOTSOCK);
    assert_eq!(call!(guest.sock_accept(1, 0, RESULT)), errno::NOTSOCK);
    assert_eq!(call!(guest.sock_accept(99, 0, RESULT)), errno::BADF);
    assert_eq!(call!(guest.sock_accept(LISTENER, 1, RESULT)), errno::INVAL);
    // One that listens carries no bytes.
    assert_eq!(guest.read_from(LISTENER.into(), 4), Err(errno::NOTCAPABLE));
    assert_eq!(call!(guest.sock_shutdown(LISTENER, 3)), errno::NOTCAPABLE);
    assert_eq!(
        call!(guest.sock_send(LISTENER, list, 1, 0, RESULT)),
        errno::NOTCAPABLE
    );
}

#[test]
fn another_thread_ends_a_wait_for_clients() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut guest = Guest::new(WasiCtxBuilder::new().preopened_socket(listener));
    let handle = guest.store.interrupt_handle();
    let arguments = [LISTENER.into(), 0.into(), RESULT.into()];
    let error = super::polling::ended_by(
        || handle.interrupt(),
        || guest.try_call("sock_accept", &arguments).expect_err("ends"),
    );
    assert_eq!(error.trap_code(), Some(TrapCode::Interrupt));
}
