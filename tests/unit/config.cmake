plenary_unit(config pl_config)
