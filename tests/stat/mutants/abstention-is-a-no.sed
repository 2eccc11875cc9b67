# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: who abstains is taken to say no
# caught by: test_deliberation__security_council
s/u >= consent \+ \(1\.0 - consent\) \* abstention \&\& vote->has_veto/vote->has_veto/
