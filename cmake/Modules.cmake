# The shapes a folder can have. Sources are found by glob; a target is named after its folder
# (common/http is common_http).

add_library(truckroll_flags INTERFACE)
target_include_directories(truckroll_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_options(truckroll_flags INTERFACE
  -Wall -Wextra -Wconversion -Wsuggest-override -Werror
  # Null and alignment checks at every member access double the time to compile; the address sanitizer and the processor
  # catch what they would.
  $<$<BOOL:${TRUCKROLL_SANITIZE}>:-fsanitize=address,undefined -fno-sanitize=null,alignment,vptr,object-size,pointer-overflow
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer>)
# With optimisation g++ 12 warns where nothing is wrong: std::string (PR 105329, 105651), std::regex and std::variant
# (PR 105562). Builds without optimisation keep these warnings on.
target_compile_options(truckroll_flags INTERFACE
  $<$<OR:$<CONFIG:Release>,$<BOOL:${TRUCKROLL_SANITIZE}>>:-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-array-bounds>)
target_link_options(truckroll_flags INTERFACE
  $<$<BOOL:${TRUCKROLL_SANITIZE}>:-fsanitize=address,undefined>)
if(TRUCKROLL_FUZZ)
  # g++ decides what a warning is; clang has others, and only has to count the branches.
  target_compile_options(truckroll_flags INTERFACE -w -fsanitize=fuzzer-no-link)
endif()
target_compile_definitions(truckroll_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

# One precompiled header for all modules: all are compiled for threads, so that it fits them.
target_compile_options(truckroll_flags INTERFACE -pthread)
add_library(truckroll_prelude OBJECT ${CMAKE_SOURCE_DIR}/cmake/prelude.cpp)
target_link_libraries(truckroll_prelude PRIVATE truckroll_flags)
target_compile_definitions(truckroll_flags INTERFACE FMT_SHARED)
target_compile_options(truckroll_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
target_precompile_headers(truckroll_prelude PRIVATE ${CMAKE_SOURCE_DIR}/cmake/prelude.hpp)
# The compiler cache knows the precompiled header by this sum (pch_external_checksum), for its bytes differ in each checkout.
file(READ ${CMAKE_SOURCE_DIR}/cmake/prelude.hpp prelude)
string(SHA256 prelude_sum "${prelude} ${CMAKE_CXX_COMPILER_VERSION} ${nlohmann_json_VERSION} ${Protobuf_VERSION}")
file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/truckroll_prelude.dir/cmake_pch.hxx.gch.sum "${prelude_sum}\n")

# Libraries from outside; their headers are not ours to warn about.
set(CMAKE_INCLUDE_SYSTEM_FLAG_CXX "-isystem ")

# app_module(NAME [LIBS …]): a static library from this folder and its impl/.
function(app_module name)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp impl/*.cpp)
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC truckroll_flags ${arg_LIBS})
  target_precompile_headers(${name} REUSE_FROM truckroll_prelude)
endfunction()

# app_rules(NAME [LIBS …]): objects that register themselves at start-up, linked straight into programs
# so that the linker keeps them. Programs get every such module of their side: common, hub or edge.
function(app_rules name)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_library(${name} OBJECT ${sources})
  target_link_libraries(${name} PUBLIC truckroll_flags ${arg_LIBS})
  target_precompile_headers(${name} REUSE_FROM truckroll_prelude)
  if(name MATCHES "^common_")
    set_property(GLOBAL APPEND PROPERTY truckroll_common_rules ${name})
  else()
    set_property(GLOBAL APPEND PROPERTY truckroll_hub_rules ${name})
  endif()
endfunction()

# app_program(NAME SIDE common|hub [SOURCES …] [LIBS …]): an executable with the schema and the rules of its side.
# Object files are linked at the end of configuration, when every rules module is known.
function(app_program name)
  cmake_parse_arguments(arg "" "SIDE" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE truckroll_flags proto ${arg_LIBS})
  target_precompile_headers(${name} REUSE_FROM truckroll_prelude)
  cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY \"${CMAKE_SOURCE_DIR}\" CALL app_link_rules ${name} ${arg_SIDE})")
endfunction()

function(app_link_rules name side)
  get_property(rules GLOBAL PROPERTY truckroll_common_rules)
  if(side STREQUAL "hub")
    get_property(more GLOBAL PROPERTY truckroll_hub_rules)
    list(APPEND rules ${more})
  endif()
  foreach(module ${rules})
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${module}>)
    get_target_property(libs ${module} INTERFACE_LINK_LIBRARIES)
    if(libs)
      target_link_libraries(${name} PRIVATE ${libs})
    endif()
  endforeach()
endfunction()

# app_test(NAME [SIDE none|common|hub] [LIBS …] [LABELS …] [SHARES N]): one CppUTest executable from this folder, run
# by ctest. SIDE none (default) links neither schema nor rules. SHARES: a long one runs as so many tests of some groups
# each (tests/support/main.cpp).
function(app_test name)
  cmake_parse_arguments(arg "" "SIDE;TIMEOUT;SHARES" "LIBS;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(arg_SIDE)
    app_program(${name} SIDE ${arg_SIDE} SOURCES ${sources} LIBS ${arg_LIBS})
    target_link_libraries(${name} PRIVATE PkgConfig::cpputest)
  else()
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE truckroll_flags ${arg_LIBS} PkgConfig::cpputest)
    target_precompile_headers(${name} REUSE_FROM truckroll_prelude)
  endif()
  target_link_libraries(${name} PRIVATE tests_main)
  target_compile_definitions(${name} PRIVATE CPPUTEST_MEM_LEAK_DETECTION_DISABLED=1)
  if(NOT arg_SHARES)
    set(arg_SHARES 1)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 1800)
  endif()
  foreach(share RANGE 1 ${arg_SHARES})
    set(test ${name})
    if(arg_SHARES GREATER 1)
      string(APPEND test "_${share}")
    endif()
    add_test(NAME ${test} COMMAND ${name} -v)
    set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
      ENVIRONMENT "TRUCKROLL_TEST_SHARE=${share}/${arg_SHARES}")
  endforeach()
endfunction()
