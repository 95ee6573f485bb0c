/* SPDX-License-Identifier: ISC */
/*
 * ssh_key - one public key as a person hands it in, checked to the last byte
 *
 * What goes into a line that sshd trusts is written by us from the parts that
 * were understood, never copied: kind and key, no options, no comment.
 */
#ifndef CORE_SSH_KEY_H
#define CORE_SSH_KEY_H

#include "err.h"

enum { SSH_KEY_TEXT_MAX = 4096, SSH_KEY_ID = 17, SSH_KEY_PRINT = 52 };

struct ssh_key {
	char text[SSH_KEY_TEXT_MAX]; /* "ssh-ed25519 AAAA…" */
	char id[SSH_KEY_ID];         /* how it is named here: the start of its digest in hex */
	char print[SSH_KEY_PRINT];   /* SHA256:…, as ssh-keygen -l shows it */
};

/*
 * ssh_key_read - kind, key and an optional comment, which is dropped, on one line
 *
 * Errors:  RC_INVALID  what is wrong and what to hand in instead
 * Source:  sshd(8), AUTHORIZED_KEYS FILE FORMAT; RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4
 */
enum rc ssh_key_read(struct ssh_key *out, const char *line, struct err *err);

#endif
