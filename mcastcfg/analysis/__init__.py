"""Pure questions about resolved configurations: routes, RPF, rendezvous points, trees."""
