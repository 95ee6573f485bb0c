/* SPDX-License-Identifier: ISC */
/* What is read from files and from what people hand in. */
#include <string.h>

#include "config/pack_internal.h"
#include "config/settings_read.h"
#include "core/base/csv.h"
#include "core/base/ssh_key.h"
#include "core/out/export.h"
#include "core/base/text.h"
#include "fuzz.h"
#include "fuzz_world.h"

/* YAML */

/* What is kept for the next start must be opened there without a doubt. */
static void keep_as_table(const struct packs *made)
{
	struct buf table = { 0 };
	struct packs *again = NULL;

	table_make(&table, made->schema);
	fuzz_must(table_open(&again, table.data, table.len, false, NULL) == RC_OK,
		  "a table that was just made is opened");
	packs_close(again);
	buf_clear(&table);
}

void fuzz_yaml(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct pack_faults faults = { .arena = a };
	struct yaml_docs docs;
	struct packs *made = NULL;
	struct err err = { 0 };
	enum rc rc;

	yaml_docs_init(&docs, arena_new());
	yaml_read_bytes(&docs, "fuzz.yaml", (const char *)data, size, &faults);
	rc = pack_join_docs(&made, &docs, fuzz_schema(), "", &faults, &err);
	fuzz_must((rc == RC_OK) == (made != NULL), "a pack is made or refused");
	fuzz_must(rc == RC_OK || faults.n, "a refused pack has a fault that is told");
	for (size_t i = 0; i < faults.n; i++)
		fuzz_must(text_is_utf8(faults.v[i].text, strlen(faults.v[i].text)) &&
				  faults.v[i].line > 0,
			  "a fault is text and has a place");
	if (made)
		keep_as_table(made);
	packs_close(made);
	arena_free(a);
}

/* INI */

static void take_setting(void *arg, const struct ini_entry *e)
{
	size_t *n = arg;

	*n += strlen(e->section) + strlen(e->key) + strlen(e->value);
	fuzz_must(e->line > 0 && e->key_column > 0 && e->value_column > 0, "an entry has a place");
	fuzz_must(strlen(e->value) <= INI_LINE_MAX, "no value is longer than a line");
}

void fuzz_ini(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct pack_faults faults = { .arena = a };
	size_t n = 0;
	enum rc rc =
		ini_read_bytes("fuzz.ini", (const char *)data, size, take_setting, &n, &faults);

	fuzz_must((rc == RC_OK) == (faults.n == 0), "what is refused is told");
	arena_free(a);
}

/* JSON */

void fuzz_json(const uint8_t *data, size_t size)
{
	struct fuzz_desk *d = fuzz_desk_new();
	struct import_report report;
	struct err err = { 0 };
	enum rc rc = import_json(&d->session, (const char *)data, size, &report, &err);

	fuzz_must(rc == RC_OK || err.text[0], "a refusal has a sentence");
	fuzz_desk_clean(d, "what was taken in");
	fuzz_desk_free(d);
}

/* CSV */

struct sheet_copy {
	struct buf text;
	struct sheet to;
};

static bool copy_row(void *arg, const char *const *cells, size_t n)
{
	struct sheet_copy *c = arg;

	for (size_t i = 0; i < n; i++)
		sheet_cell(&c->to, cells[i]);
	sheet_end_row(&c->to);
	return true;
}

void fuzz_csv(const uint8_t *data, size_t size)
{
	struct sheet_copy one = { 0 }, two = { 0 };

	sheet_init(&one.to, &one.text);
	sheet_init(&two.to, &two.text);
	if (sheet_read((const char *)data, size, copy_row, &one, NULL) == RC_OK) {
		fuzz_must(sheet_read(one.text.data, one.text.len, copy_row, &two, NULL) == RC_OK,
			  "a table that was written is read");
		fuzz_must(one.text.len == two.text.len &&
				  !memcmp(one.text.data, two.text.data, one.text.len),
			  "a table that was read is written as it was");
	}
	buf_clear(&one.text);
	buf_clear(&two.text);
}

/* Keys of ssh */

void fuzz_sshkey(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct ssh_key key, again;
	struct err err = { 0 };
	char *line = bytes_line(&b);

	if (line && ssh_key_read(&key, line, &err) == RC_OK) {
		fuzz_must(strlen(key.text) < SSH_KEY_TEXT_MAX && !strpbrk(key.text, "\"\\,#\r\n"),
			  "a kept key is one harmless line");
		fuzz_must(ssh_key_read(&again, key.text, NULL) == RC_OK &&
				  !strcmp(again.text, key.text) && !strcmp(again.id, key.id),
			  "a kept key is read as itself");
	} else if (line) {
		fuzz_must(err.text[0], "a refused key has a sentence");
	}
	mem_free(line);
}
