# The one place where a target gets its compiler flags: every target of this project calls it.
function(plenary_target target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wformat=2 -Wundef -fno-common)
  if(PLENARY_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_compile_definitions(${target} PRIVATE PLENARY_VERSION="${PROJECT_VERSION}")
  # What an optimised build gets beside: lengths checked where the compiler knows them, unused results
  # of calls that can fail, a canary on the stack, and nothing writable that need not be. (Names are
  # written into larger buffers and then held against limits.h: gcc guesses truncation there.)
  if(NOT PLENARY_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${target} PRIVATE
      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
      $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>)
    target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now)
  endif()
  if(PLENARY_FUZZ) # what the fuzz targets drive tells them which ways it took
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(PLENARY_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${PLENARY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${PLENARY_SANITIZE})
    target_compile_definitions(${target} PRIVATE PLENARY_SANITIZED)
  endif()
endfunction()
