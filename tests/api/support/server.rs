//! The binary itself as a child process, for what only a real listener shows: stalled bodies, signals, the log.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::database::{Database, Template};

pub struct Server {
    pub address: SocketAddr,
    pub metrics: SocketAddr,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    _database: Database,
}

/// What came over the wire.
#[derive(Debug)]
pub struct Raw {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// An address that was free a moment ago.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

impl Server {
    /// `sanhui serve` on a copy of a template, with a JSON log.
    pub fn start(template: &Template, more: &[&str]) -> Server {
        let database = template.copy();
        let (address, metrics) = (free(), free());
        let mut child = Command::new(env!("CARGO_BIN_EXE_sanhui"))
            .args(["serve", "--workers", "1", "--log-format", "json", "--password-memory-kib", "64"])
            .args(["--database", database.url(), "--key-file", &template.key_file().display().to_string()])
            .args(["--listen", &address.to_string(), "--metrics-listen", &metrics.to_string()])
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (lines, kept) = (BufReader::new(child.stderr.take().expect("its log")), log.clone());
        std::thread::spawn(move || lines.lines().map_while(Result::ok).for_each(|line| kept.lock().expect("the log").push(line)));
        let server = Server { address, metrics, child, log, _database: database };
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(server.address).is_err() {
            assert!(Instant::now() < until, "it did not start:\n{}", server.log().join("\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("the log").clone()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a deadline");
        stream
    }

    /// Sends bytes as they are and reads to the end.
    pub fn send(&self, bytes: &[u8]) -> Raw {
        let mut stream = self.connect();
        stream.write_all(bytes).expect("bytes that can be sent");
        read(stream)
    }

    pub fn get(&self, path: &str, headers: &str) -> Raw {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n").as_bytes())
    }

    pub fn post(&self, path: &str, headers: &str, body: &str) -> Raw {
        let head = format!("POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n");
        self.send(format!("{head}Content-Length: {}\r\n{headers}\r\n{body}", body.len()).as_bytes())
    }

    /// What the metrics listener says.
    pub fn scrape(&self) -> String {
        let mut stream = TcpStream::connect(self.metrics).expect("the metrics listener");
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").expect("a request");
        read(stream).body
    }

    /// SIGTERM.
    /// Until nobody is let in any more: the stop has begun.
    pub fn until_deaf(&self) {
        let still = (0..500).all(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            std::net::TcpStream::connect(self.address).is_ok()
        });
        assert!(!still, "it was asked to stop and lets everybody in");
    }
    pub fn ask_to_stop(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + Duration::from_secs(40);
        loop {
            if let Some(status) = self.child.try_wait().expect("its status") {
                return status;
            }
            assert!(Instant::now() < until, "it did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Reads a reply to its end.
pub fn read(mut stream: TcpStream) -> Raw {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { unchunked(body) } else { body.to_string() };
    Raw { status, head: head.to_string(), body }
}

fn unchunked(mut rest: &str) -> String {
    let mut whole = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let Some(chunk) = after.get(..size).filter(|_| size > 0) else { break };
        whole.push_str(chunk);
        rest = after.get(size + 2..).unwrap_or("");
    }
    whole
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
