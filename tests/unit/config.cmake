plenary_unit(config pl_config)
plenary_unit(connect pl_session)
