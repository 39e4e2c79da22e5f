//! What hash maps are seeded with: the same each time, since nobody here is attacked.

#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(to: *mut u8, length: usize) -> Result<(), getrandom::Error> {
    unsafe { to.write_bytes(0x5a, length) };
    Ok(())
}
