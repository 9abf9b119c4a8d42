"""The rural patrol planner: villages chosen, a route drawn on a map, one step to take it over."""
