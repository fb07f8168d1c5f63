# Builds for the Raspberry Pi (64 bit) on a PC: `cmake --preset arm64`. The libraries are Debian's
# own :arm64 packages beside the native ones (tools/setup arm64), so no sysroot is needed.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)

# LIBDIR replaces pkg-config's search path, where PATH would only go before the native one.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
