add_library(test_import_check STATIC import_check.c)
plenary_target(test_import_check)
target_include_directories(test_import_check PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(test_import_check PUBLIC pl_desk PkgConfig::CMOCKA)

plenary_unit(import test_import_check pl_desk)
plenary_unit(edit test_messages pl_desk)
plenary_unit(intent pl_desk)

plenary_unit(import_random test_import_check pl_desk)
target_link_options(test_import_random PRIVATE -Wl,--wrap=malloc,--wrap=calloc)
plenary_unit(publish pl_desk)
plenary_unit(export test_sim test_messages pl_desk)
plenary_unit(successor pl_desk)
