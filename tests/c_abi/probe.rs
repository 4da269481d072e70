// A tool in Rust: `probe CONTRACT` records a run by libovert.so, and says nothing.
use std::ffi::{c_char, c_int, c_void, CStr};
use std::ptr::null;

#[repr(C)]
struct OptionUse {
    name: *const c_char,
    count: i64,
    as_cli: i32,
    as_env: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
union As {
    boolean: i32,
    integer: i64,
    text: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Value {
    kind: i32,
    held: As,
}

#[repr(C)]
struct Field {
    name: *const c_char,
    value: Value,
}

#[link(name = "overt")]
extern "C" {
    fn overt_open(contract: *const u8, bytes: usize, version: *const c_char, options: *const c_void) -> *mut c_void;
    fn overt_command_started(run: *mut c_void, command: *const c_char, uses: *const OptionUse, count: usize);
    fn overt_event(run: *mut c_void, name: *const c_char, fields: *const Field, count: usize);
    fn overt_command_exited(run: *mut c_void, exit_code: c_int);
    fn overt_close(run: *mut c_void);
}

fn text(bytes: &'static [u8]) -> *const c_char {
    CStr::from_bytes_with_nul(bytes).unwrap().as_ptr()
}

fn main() {
    let contract = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let uses = [OptionUse { name: text(b"verbose\0"), count: 2, as_cli: 1, as_env: 0 }];
    let word = |bytes| Value { kind: 3, held: As { text: text(bytes) } };
    let fields = [
        Field { name: text(b"success\0"), value: Value { kind: 1, held: As { boolean: 1 } } },
        Field { name: text(b"imagesCount\0"), value: Value { kind: 2, held: As { integer: 7 } } },
        Field { name: text(b"class\0"), value: word(b"small\0") },
        Field { name: text(b"stage\0"), value: word(b"install\0") },
    ];
    unsafe {
        let run = overt_open(contract.as_ptr(), contract.len(), text(b"1.2.3\0"), null());
        overt_command_started(run, text(b"probe build\0"), uses.as_ptr(), uses.len());
        overt_event(run, text(b"CacheMissed\0"), null(), 0);
        overt_event(run, text(b"BuildFinished\0"), fields.as_ptr(), fields.len());
        overt_command_exited(run, 0);
        overt_close(run);
    }
}
