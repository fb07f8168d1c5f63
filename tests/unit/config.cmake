plenary_unit(config pl_config)
plenary_unit(connect pl_session)
plenary_unit(zone pl_session)
