/* SPDX-License-Identifier: ISC */
/*
 * Files that were made to cost much, to mislead or to break the reader: those
 * of tests/hostile/ and larger ones made here. Each is refused; the work it
 * takes is bounded by counting events. The time is looked at with a wide
 * margin, since libyaml alone took seconds for some of these.
 */
#include <dirent.h>
#include <string.h>
#include <time.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "config/yaml_read.h"
#include "lib_dir.h"

enum { SECONDS_MAX = 2 };

static struct arena *arena;

static void make_arena(void)
{
	arena = arena_new();
}

static void drop_arena(void)
{
	arena_free(arena);
}

TestSuite(yaml_hostile, .init = make_arena, .fini = drop_arena, .timeout = 60);

struct outcome {
	size_t events, documents;
	struct pack_faults faults;
};

static struct outcome read_bytes(const char *name, const char *data, size_t len)
{
	struct outcome o = { .faults = { .arena = arena } };
	struct timespec from, to;
	struct yaml_docs docs;
	enum rc rc;

	yaml_docs_init(&docs, arena);
	clock_gettime(CLOCK_MONOTONIC, &from);
	rc = yaml_read_bytes(&docs, name, data, len, &o.faults);
	clock_gettime(CLOCK_MONOTONIC, &to);
	o.events = docs.events;
	o.documents = docs.documents.n;
	yaml_docs_clear(&docs);
	cr_expect(rc == RC_INVALID && o.faults.n > 0, "%s is taken", name);
	cr_expect(o.events <= YAML_EVENTS_MAX + 1, "%s: %zu events", name, o.events);
	cr_expect(to.tv_sec - from.tv_sec < SECONDS_MAX, "%s takes seconds", name);
	for (size_t i = 0; i < o.faults.n; i++) {
		cr_expect(o.faults.v[i].line >= 1 && o.faults.v[i].column >= 1, "%s: no place",
			  name);
		cr_expect(o.faults.v[i].text[0] != '\0', "%s: no sentence", name);
	}
	return o;
}

static struct outcome repeat(const char *name, const char *head, const char *what, size_t n)
{
	struct buf text = { 0 };
	struct outcome o;

	buf_str(&text, head);
	for (size_t i = 0; i < n; i++)
		buf_str(&text, what);
	o = read_bytes(name, text.data, text.len);
	buf_clear(&text);
	return o;
}

static void says(const struct outcome *o, const char *part)
{
	cr_expect(o->faults.n && strstr(o->faults.v[0].text, part), "'%s' has no '%s'",
		  o->faults.n ? o->faults.v[0].text : "", part);
}

Test(yaml_hostile, every_file_of_the_corpus_is_refused)
{
	DIR *d = opendir("tests/hostile");
	struct dirent *e;
	size_t n = 0;

	cr_assert(d != NULL, "run from the top folder");
	while ((e = readdir(d)) != NULL) {
		char *path, *data;
		size_t len;

		if (e->d_name[0] == '.')
			continue;
		path = dir_path("tests/hostile", e->d_name);
		data = file_text(path, &len);
		cr_assert(data != NULL);
		read_bytes(e->d_name, data, len);
		free(data);
		free(path);
		n++;
	}
	closedir(d);
	cr_expect(n >= 12, "only %zu files", n);
}

Test(yaml_hostile, forty_thousand_brackets_stop_at_the_seventeenth)
{
	struct outcome o = repeat("brackets", "", "[", 40000);

	says(&o, "16 levels");
	cr_expect(o.events <= 20, "%zu events", o.events);
	o = repeat("brackets on lines of their own", "", "[\n", 40000);
	says(&o, "16 levels");
	cr_expect(o.events <= 20, "%zu events", o.events);
}

Test(yaml_hostile, deep_maps_stop_at_the_seventeenth)
{
	struct outcome o = repeat("braces", "", "{a: ", 20000);
	struct buf text = { 0 };

	says(&o, "16 levels");
	o = repeat("dashes", "", "- ", 40000);
	says(&o, "16 levels");
	o = repeat("question marks", "", "? ", 40000);
	cr_expect(o.events <= 20, "%zu events", o.events);
	for (int i = 0; i < 100; i++)
		buf_printf(&text, "%*sa:\n", i, "");
	o = read_bytes("indents", text.data, text.len);
	says(&o, "16 levels");
	buf_clear(&text);
}

Test(yaml_hostile, a_megabyte_is_refused_before_it_is_read)
{
	struct outcome o = repeat("megabyte", "a: ", "xxxxxxxxxxxxxxxx", 65536);

	says(&o, "part it");
	cr_expect(eq(sz, o.events, 0));
}

Test(yaml_hostile, a_value_over_16_kib_is_refused_with_its_place)
{
	struct outcome o = repeat("long value", "a: ", "xxxxxxxxxxxxxxxx", 1025);

	says(&o, "at most 16384");
	cr_expect(eq(int, o.faults.v[0].column, 4));
}

Test(yaml_hostile, more_events_than_the_limit_are_not_read)
{
	struct outcome o = repeat("list", "a: [", "b,", 60000);

	says(&o, "50,000");
	cr_expect(eq(sz, o.events, YAML_EVENTS_MAX + 1));
	cr_expect(eq(sz, o.documents, 0));
	o = repeat("documents", "", "---\n", 60000);
	cr_expect(o.events <= YAML_EVENTS_MAX + 1);
}

Test(yaml_hostile, many_keys_do_not_make_the_look_for_double_ones_slow)
{
	struct buf text = { 0 };
	struct outcome o;

	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "k%d: v\n", i);
	o = read_bytes("keys", text.data, text.len);
	says(&o, "256 keys");
	cr_expect(o.events <= 600, "%zu events", o.events);
	buf_clear(&text);
}

Test(yaml_hostile, aliases_are_never_followed)
{
	struct buf text = { 0 };
	struct outcome o;

	buf_str(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++)
		buf_printf(&text, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
			   i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	o = read_bytes("bomb", text.data, text.len);
	says(&o, "'&'");
	cr_expect(o.events < 500, "%zu events", o.events);
	buf_clear(&text);
}

Test(yaml_hostile, a_nul_a_bad_byte_and_a_hidden_mark_never_reach_libyaml)
{
	static const struct {
		const char *text;
		size_t len;
		const char *says;
	} cases[] = {
		{ "a: b\0c\n", 7, "hidden" },
		{ "a: \xc3\n", 5, "UTF-8" },
		{ "a: \xed\xa0\x80\n", 7, "UTF-8" },
		{ "a: \xf8\x88\x80\x80\x80\n", 9, "UTF-8" },
		{ "\xff\xfe"
		  "a\0:\0",
		  6, "UTF-8" },
		{ "a: x\xe2\x80\x8by\n", 9, "hidden" },
		{ "a: x\xe2\x81\xa6y\n", 9, "hidden" },
		{ "a: x\x1b[31m\n", 10, "hidden" },
		{ "\ta: b\n", 6, "tab" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome o = read_bytes(cases[i].says, cases[i].text, cases[i].len);

		says(&o, cases[i].says);
		cr_expect(eq(sz, o.events, 0));
	}
}

Test(yaml_hostile, every_beginning_of_a_good_file_ends_in_good_order)
{
	static const char good[] =
		"pack: x\nversion: 1\ntitle: \"A 'b' \\\"c\\\" caf\xc3\xa9\"\n---\n"
		"checklist: y\nabout: >-\n  one\n  two\nitems:\n  - {id: z, text: [a, b]}\n";
	size_t whole = 0;

	for (size_t len = 0; len < sizeof(good); len++) {
		struct pack_faults faults = { .arena = arena };
		struct yaml_docs docs;

		yaml_docs_init(&docs, arena);
		whole += yaml_read_bytes(&docs, "cut", good, len, &faults) == RC_OK;
		cr_expect(faults.n <= 2);
		yaml_docs_clear(&docs);
	}
	cr_expect(whole > 0);
}
