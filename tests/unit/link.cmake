plenary_unit(mailbox pl_link)
plenary_unit(link_url pl_link)
