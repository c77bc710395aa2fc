"""The kernel lab: an inventory's network on a real Linux kernel, with real FRR, strongSwan and SSH.

lifecycle   lab_up, find_running, lab_down              running   RunningLab: exec, start, reboot, status, ssh
vm, native  the two backends                            image     the guest's Debian, built once
state       where a running lab is noted                agent/    the guest's half
"""
