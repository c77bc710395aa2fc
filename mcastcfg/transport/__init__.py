"""Sessions to routers: Nornir and Netmiko live here and nowhere else."""
