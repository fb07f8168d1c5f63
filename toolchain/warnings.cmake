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
  if(PLENARY_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${PLENARY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${PLENARY_SANITIZE})
  endif()
endfunction()
