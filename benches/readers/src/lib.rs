//! Canonical JSON read by other crates, each in the way that it does best. Nothing is derived and nothing counted but
//! messages, so a time of these is only that of reading.
//!
//! A page copies the bytes to what `room` gives and calls one of the others, which says how many messages there are.

mod jiter;
mod random;
mod shape;

use shape::Document;

/// Where `length` bytes can be put. It is never given back.
#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut u8 {
    Vec::leak(vec![0; length]).as_mut_ptr()
}

/// # Safety
/// `at` has come from [`room`] with at least this length.
unsafe fn bytes(at: *mut u8, length: usize) -> &'static mut [u8] {
    unsafe { std::slice::from_raw_parts_mut(at, length) }
}

macro_rules! readers {
    ($($name:ident: $read:expr;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(at: *mut u8, length: usize) -> usize {
            let read: fn(&'static mut [u8]) -> usize = $read;
            read(unsafe { bytes(at, length) })
        }
    )*};
}

readers! {
    serde_json_typed: |bytes| messages(serde_json::from_slice(bytes).expect("canonical JSON"));
    serde_json_value: |bytes| {
        let document: serde_json::Value = serde_json::from_slice(bytes).expect("canonical JSON");
        let conversations = document["conversations"].as_array().expect("a list");
        conversations.iter().map(|conversation| conversation["messages"].as_array().map_or(0, Vec::len)).sum()
    };
    simd_json_typed: |bytes| messages(simd_json::from_slice(bytes).expect("canonical JSON"));
    simd_json_tape: |bytes| {
        let tape = simd_json::to_tape(bytes).expect("canonical JSON");
        let document = tape.as_value();
        let conversations = document.get("conversations").and_then(|list| list.as_array()).expect("a list");
        let length = |conversation: simd_json::tape::Value| conversation.get("messages").and_then(|list| list.as_array()).map_or(0, |list| list.len());
        conversations.iter().map(length).sum()
    };
    sonic_typed: |bytes| messages(sonic_rs::from_slice(bytes).expect("canonical JSON"));
    jiter_iterator: |bytes| jiter::messages(bytes).expect("canonical JSON");
}

fn messages(document: Document) -> usize {
    document.conversations.0
}
