/* SPDX-License-Identifier: ISC */
/* Keys as they are handed in, and files on their way out: nothing gets past by its form. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/access.h"
#include "core/base/digest.h"
#include "core/store/outbox.h"
#include "lib_dir.h"
#include "same.h"

/* An ed25519 key: kind and 32 bytes with their lengths. Source: RFC 8709, 4 */
#define GOOD "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

static enum rc read_key(const char *line, struct ssh_key *out, struct err *err)
{
	struct ssh_key none;

	err_clear(err);
	return ssh_key_read(out ? out : &none, line, err);
}

Test(ssh_key, a_key_is_kept_without_its_comment_and_named_by_its_digest)
{
	struct ssh_key k;
	struct err err = { 0 };

	cr_assert(eq(int, read_key(GOOD " ann@laptop \"x\n", &k, &err), RC_OK), "%s", err.text);
	assert_same(k.text, GOOD);
	/* as ssh-keygen -l shows it */
	assert_same(k.print, "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA");
	cr_expect(eq(sz, strlen(k.id), 16));
}

Test(ssh_key, what_is_no_key_by_itself_is_refused_in_words)
{
	static const struct {
		const char *line, *says;
	} rows[] = {
		{ "", "no public key" },
		{ "hello", "no public key" },
		{ "ssh-dss AAAAB3NzaC1kc3M=", "no public key" },
		{ "command=\"sh\" " GOOD, "in front of the key" },
		{ "no-pty " GOOD, "in front of the key" },
		{ " " GOOD, "in front of the key" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----", "private key" },
		{ GOOD "\n" GOOD, "one line" },
		{ GOOD " a\nssh-rsa AAAA", "one line" },
		{ GOOD " a\rb", "no key has" },
		{ GOOD "\t", "no key has" },
		{ "ssh-ed25519", "damaged" },
		{ "ssh-ed25519 ", "damaged" },
		{ "ssh-ed25519  " GOOD, "damaged" },
		{ "ssh-ed25519 AAAA", "damaged" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR",
		  "damaged" },
		{ GOOD "AAAA", "damaged" }, /* something behind it */
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR-f",
		  "damaged" },
		{ "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
		  "damaged" }, /* another kind inside */
		{ "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7", "damaged" },
		{ "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAACAEBAQEBAQEB", "too short" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };

		cr_expect(eq(int, read_key(rows[i].line, NULL, &err), RC_INVALID), "%s",
			  rows[i].line);
		cr_expect(strstr(err.text, rows[i].says) != NULL, "%s: %s", rows[i].line, err.text);
	}
}

Test(ssh_key, cut_or_changed_anywhere_it_is_another_key_or_none)
{
	char line[200];
	struct ssh_key good, other;
	struct err err = { 0 };

	cr_assert(eq(int, read_key(GOOD, &good, &err), RC_OK));
	for (size_t i = 0; i < strlen(GOOD); i++) {
		snprintf(line, sizeof(line), "%.*s", (int)i, GOOD);
		cr_expect(ne(int, read_key(line, NULL, &err), RC_OK), "%s", line);
		snprintf(line, sizeof(line), "%s", GOOD);
		line[i] = line[i] == 'B' ? 'C' : 'B';
		if (read_key(line, &other, &err) == RC_OK)
			cr_expect(strcmp(other.id, good.id) != 0, "%s", line);
	}
}

/* The way in */

static struct store *store_new(void)
{
	struct store_opts o = { .engine = &engine_memory };
	struct store *s;
	struct err err = { 0 };

	cr_assert(eq(int, store_open(&s, &o, &err), RC_OK), "%s", err.text);
	return s;
}

static bool note_key(void *arg, const struct access_key *k)
{
	snprintf(arg, SSH_KEY_ID, "%s", k->key.id);
	return true;
}

Test(access, a_key_belongs_to_one_person_and_goes_when_it_is_removed)
{
	struct store *s = store_new();
	struct ssh_key k;
	struct verify_report r = { 0 };
	struct err err = { 0 };
	char id[SSH_KEY_ID] = "";

	cr_assert(eq(int, access_person_add(s, NULL, "ann", "Ann", &err), RC_OK));
	cr_assert(eq(int, access_person_add(s, NULL, "bob", "Bob", &err), RC_OK));
	cr_assert(eq(int, access_key_add(s, NULL, "ann", GOOD, &k, &err), RC_OK));
	cr_expect(eq(int, access_key_add(s, NULL, "bob", GOOD " b", NULL, &err), RC_CONFLICT));
	err_clear(&err);
	cr_expect(eq(int, access_key_add(s, NULL, "ann", GOOD, NULL, &err), RC_CONFLICT));
	err_clear(&err);
	cr_expect(eq(int, access_key_add(s, NULL, "carol", GOOD, NULL, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_assert(eq(int, access_suspend(s, NULL, "bob", true, &err), RC_OK));
	cr_expect(eq(int, store_verify(s, NULL, NULL, &r, &err), RC_OK), "%s", r.first);
	cr_assert(eq(int, access_keys(s, "ann", note_key, id, &err), RC_OK));
	assert_same(id, k.id);
	cr_expect(eq(int, access_key_remove(s, NULL, "bob", id, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_assert(eq(int, access_key_remove(s, NULL, "ann", id, &err), RC_OK));
	id[0] = '\0';
	cr_assert(eq(int, access_keys(s, NULL, note_key, id, &err), RC_OK));
	assert_same(id, "");
	store_close(s);
}

Test(access, who_is_suspended_writes_nothing_more)
{
	struct store *s = store_new();
	struct actor jo = { .person = "jo", .role = MEMBER_COORDINATOR, .from = "cli" };
	struct edit e = { .fact = "-/pe/jo/role", .text = { "coordinator", 11 } };
	struct change c = { .by = &jo, .action = "make", .edits = &e, .count = 1 };
	struct place p = { .pid = "sf" };
	struct saved saved;
	struct err err = { 0 };

	cr_assert(eq(int, access_person_add(s, NULL, "jo", "Jo", &err), RC_OK));
	cr_assert(eq(int, store_save(s, p, &c, NULL, &saved, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, access_suspend(s, NULL, "jo", true, &err), RC_OK));
	e = (struct edit){ .fact = "-/pp/sf/vision", .text = { "v", 1 } };
	cr_expect(eq(int, store_save(s, p, &c, NULL, &saved, &err), RC_NOT_ALLOWED));
	err_clear(&err);
	cr_assert(eq(int, access_suspend(s, NULL, "jo", false, &err), RC_OK));
	cr_expect(eq(int, store_save(s, p, &c, NULL, &saved, &err), RC_OK), "%s", err.text);
	store_close(s);
}

/* The outbox */

static char *dir;

static void begin(void)
{
	dir = dir_make();
}

static void end(void)
{
	dir_drop(dir);
}

TestSuite(outbox, .init = begin, .fini = end);

static enum rc put(const char *person, const char *name, unsigned *n, struct err *err)
{
	err_clear(err);
	return outbox_put(dir, person, name, "text", 4, n, err);
}

static bool count(void *arg, const struct outbox_file *f)
{
	*(unsigned *)arg += f->size == 4 && f->number > 0;
	return true;
}

Test(outbox, a_file_waits_under_a_number_for_its_person_alone)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	unsigned n = 0, all = 0;
	struct stat st;
	char *path;

	cr_assert(eq(int, outbox_list(dir, "ann", count, &all, &err), RC_OK));
	cr_assert(eq(int, put("ann", "sf-needs.csv", &n, &err), RC_OK), "%s", err.text);
	cr_expect(eq(uint, n, 1));
	cr_assert(eq(int, put("ann", "sf-needs.csv", &n, &err), RC_OK));
	cr_expect(eq(uint, n, 2));
	path = dir_path(dir, "outbox/ann/000002-sf-needs.csv");
	cr_assert(eq(int, stat(path, &st), 0));
	cr_expect(eq(int, (int)st.st_mode & 0777, 0600));
	free(path);
	cr_assert(eq(int, outbox_get(dir, "ann", 2, &b, &err), RC_OK));
	assert_same(buf_text(&b), "text");
	buf_clear(&b);
	cr_expect(eq(int, outbox_get(dir, "bob", 2, &b, &err), RC_NOT_FOUND));
	cr_assert(eq(int, outbox_list(dir, "ann", count, &all, NULL), RC_OK));
	cr_expect(eq(uint, all, 2));
}

Test(outbox, names_that_lead_elsewhere_are_refused)
{
	static const char *const bad[] = { "../x", "a/b", "", ".x", "X", "a b", "x\n" };
	struct err err = { 0 };
	unsigned n;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect(eq(int, put("ann", bad[i], &n, &err), RC_INVALID), "%s", bad[i]);
		cr_expect(eq(int, put(bad[i], "a.csv", &n, &err), RC_INVALID), "%s", bad[i]);
	}
}

Test(outbox, a_link_in_the_way_is_not_followed)
{
	char *outside = dir_path(dir, "outside"), *box = dir_path(dir, "outbox"),
	     *ann = dir_path(dir, "outbox/ann"), *bob = dir_path(dir, "outbox/bob"),
	     *file = dir_path(dir, "outbox/bob/000001-a.csv"),
	     *secret = dir_path(dir, "outside/secret"),
	     *hard = dir_path(dir, "outbox/bob/000002-b.csv");
	struct buf b = { 0 };
	struct err err = { 0 };
	unsigned n, all = 0;

	cr_assert(eq(int, mkdir(outside, 0700), 0));
	cr_assert(eq(int, symlink(outside, box), 0));
	cr_expect(ne(int, put("ann", "a.csv", &n, &err), RC_OK));
	cr_assert(eq(int, unlink(box), 0));
	cr_assert(eq(int, mkdir(box, 0700), 0));
	cr_assert(eq(int, symlink(outside, ann), 0));
	cr_expect(ne(int, put("ann", "a.csv", &n, &err), RC_OK));
	file_put(secret, "text", 4);
	cr_assert(eq(int, mkdir(bob, 0700), 0));
	cr_assert(eq(int, symlink(secret, file), 0));
	cr_assert(eq(int, link(secret, hard), 0));
	err_clear(&err);
	cr_expect(eq(int, outbox_get(dir, "bob", 1, &b, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_expect(eq(int, outbox_get(dir, "bob", 2, &b, &err), RC_NOT_FOUND));
	cr_expect(eq(int, outbox_list(dir, "bob", count, &all, NULL), RC_OK));
	cr_expect(eq(uint, all, 0));
	free(outside), free(box), free(ann), free(bob), free(file), free(secret), free(hard);
}

Test(outbox, the_oldest_goes_when_there_would_be_too_many)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	unsigned n = 0, all = 0;

	for (int i = 0; i < OUTBOX_MOST + 5; i++)
		cr_assert(eq(int, put("ann", "a.csv", &n, &err), RC_OK));
	cr_assert(eq(int, outbox_list(dir, "ann", count, &all, &err), RC_OK));
	cr_expect(eq(uint, all, OUTBOX_MOST));
	cr_expect(eq(int, outbox_get(dir, "ann", 5, &b, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_expect(eq(int, outbox_get(dir, "ann", 6, &b, &err), RC_OK));
	buf_clear(&b);
}
