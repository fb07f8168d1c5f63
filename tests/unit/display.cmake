plenary_unit(layout pl_wall pl_core)
