# Random messages and their comparison, for every test that wants messages.
add_library(test_messages STATIC generate.c same.c)
plenary_target(test_messages)
target_include_directories(test_messages PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_messages PUBLIC pl_core)

plenary_unit(utf8 pl_core)
plenary_unit(json pl_core)
plenary_unit(document pl_core)
plenary_unit(topic pl_core)
plenary_unit(wire test_messages pl_core)
plenary_unit(refused pl_core)

# Every allocation of ours fails once. cJSON's own stand for one: it gives NULL.
plenary_unit(memory test_messages pl_core)
target_link_options(test_memory PRIVATE
  -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=cJSON_ParseWithLengthOpts)

# A broker and its clients in one thread, and a text to load.
add_library(test_sim STATIC sim.c paper.c)
plenary_target(test_sim)
target_include_directories(test_sim PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_sim PUBLIC pl_core)

add_library(test_stage STATIC stage.c)
plenary_target(test_stage)
target_include_directories(test_stage PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_stage PUBLIC test_sim PkgConfig::CMOCKA)
foreach(part room room_ask room_order room_poison room_live room_times room_place room_write room_limits)
  plenary_unit(${part} test_stage test_sim pl_core)
endforeach()
# Somebody at a desk in such a room.
add_library(test_seat STATIC seat.c)
plenary_target(test_seat)
target_include_directories(test_seat PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_seat PUBLIC test_stage pl_desk)
plenary_unit(room_align test_sim pl_core)

# Two writers, on the real room: a short run in the tests, as long as wanted by `two_writers`.
add_library(test_model STATIC model.c memo.c)
plenary_target(test_model)
target_include_directories(test_model PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/firmware/core)
target_link_libraries(test_model PUBLIC test_sim)
target_link_options(test_model PUBLIC -Wl,--wrap=pl_wire_decode,--wrap=pl_message_destroy)
plenary_unit(two_writers test_model pl_core)
add_executable(two_writers two_writers.c)
plenary_target(two_writers)
target_include_directories(two_writers PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(two_writers PRIVATE test_model)

# Single faults, on the real room: a short run in the tests, a million by `lies_search` (tools/lies).
add_library(test_faults STATIC lies.c poison.c memo.c)
plenary_target(test_faults)
target_include_directories(test_faults PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_faults PUBLIC test_sim)
target_link_options(test_faults PUBLIC -Wl,--wrap=pl_wire_decode,--wrap=pl_message_destroy)
add_executable(lies_search lies_search.c)
plenary_target(lies_search)
target_include_directories(lies_search PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(lies_search PRIVATE test_faults)
