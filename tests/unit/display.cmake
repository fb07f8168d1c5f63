plenary_unit(canvas pl_wall)
plenary_unit(captions pl_wall pl_core)
plenary_unit(frame pl_wall)
plenary_unit(layout pl_wall pl_core)

# Thousands of random rooms; by hand: test_layout_random ROOMS SEED.
plenary_unit(layout_random pl_wall test_messages pl_core)
target_sources(test_layout_random PRIVATE random_room.c)

plenary_unit(motion pl_wall)
plenary_unit(output pl_wall)
plenary_unit(scene pl_wall)
plenary_unit(text pl_wall m)
plenary_unit(words pl_wall)
target_compile_definitions(test_words PRIVATE "PLENARY_LOCALE_BUILT=\"${PROJECT_BINARY_DIR}/locale\"")
plenary_unit(theme pl_wall)

# Pictures as pixels: rooms told by hand, laid out and painted; PLENARY_PICTURES=FOLDER keeps them.
add_library(test_screen STATIC screen.c drafting.c colours.c)
plenary_target(test_screen)
target_include_directories(test_screen PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_screen PUBLIC pl_wall pl_core PRIVATE m)
plenary_unit(contrast test_screen)
plenary_unit(vision test_screen m)
