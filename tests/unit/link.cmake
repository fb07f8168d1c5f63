plenary_unit(mailbox pl_link)
plenary_unit(link_url pl_link)
plenary_unit(trouble pl_link)
target_include_directories(test_trouble PRIVATE ${PROJECT_SOURCE_DIR}/firmware/link)
