/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "config/pack_internal.h"
#include "config/shipped.h"
#include "lib_dir.h"
#include "same.h"

static struct arena *arena;
static char *dir, *packs_dir, *cache;

static void make_dirs(void)
{
	arena = arena_new();
	dir = dir_make();
	packs_dir = arena_printf(arena, "%s/packs", dir);
	cache = arena_printf(arena, "%s/cache", dir);
	cr_assert(mkdir(packs_dir, 0700) == 0);
}

static void drop_dirs(void)
{
	dir_drop(dir);
	arena_free(arena);
}

TestSuite(pack, .init = make_dirs, .fini = drop_dirs, .timeout = 60);

#define PACK(id, version) "pack: " id "\nversion: " version "\ntitle: A site\n---\n"
#define LIST(id, items) \
	"checklist: " id "\ntitle: List " id "\nactivity: prepare-vision\nitems:\n" items
#define ITEM(id, text) "  - {id: " id ", text: " text "}\n"

static void put(const char *name, const char *text)
{
	file_put(arena_printf(arena, "%s/%s", packs_dir, name), text, strlen(text));
}

static struct packs *opened(const struct names *bound, struct pack_faults *refused)
{
	const char *dirs[] = { "/nonexistent/cairn", packs_dir };
	struct err err = { 0 };
	struct packs *p = NULL;

	*refused = (struct pack_faults){ .arena = arena };
	cr_assert(packs_open(&p, dirs, 2, bound, cache, refused, &err) == RC_OK, "%s", err.text);
	return p;
}

static struct packs *opened_well(void)
{
	struct pack_faults refused;
	struct packs *p = opened(NULL, &refused);

	cr_assert(refused.n == 0, "%s:%d: %s", refused.v[0].file, refused.v[0].line,
		  refused.v[0].text);
	return p;
}

static struct packs *read_text(const char *text)
{
	char *path = arena_printf(arena, "%s/one.yaml", dir);
	struct pack_faults faults = { .arena = arena };
	struct packs *shipped, *p = NULL;
	struct err err = { 0 };
	size_t len;
	const void *table = shipped_table(&len);

	file_put(path, text, strlen(text));
	cr_assert(eq(int, table_open(&shipped, table, len, true, &err), RC_OK));
	cr_assert(pack_read(&p, path, shipped->schema, &faults, &err) == RC_OK, "%s", err.text);
	packs_close(shipped);
	return p;
}

/* Two schemas are the same when they make the same table. */
static bool same_table(const struct schema *a, const struct schema *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same;

	table_make(&x, a);
	table_make(&y, b);
	same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;
	buf_clear(&x);
	buf_clear(&y);
	return same;
}

Test(pack, the_shipped_table_is_what_the_templates_say)
{
	struct pack_faults faults = { .arena = arena };
	struct packs *shipped, *fresh;
	struct err err = { 0 };
	size_t len;
	const void *table = shipped_table(&len);

	cr_assert(eq(int, table_open(&shipped, table, len, false, &err), RC_OK));
	cr_assert(pack_read(&fresh, "config/packs/cairn", NULL, &faults, &err) == RC_OK, "%s",
		  err.text);
	cr_expect(same_table(shipped->schema, fresh->schema));
	cr_expect(shipped->schema->nregisters > 20);
	assert_same(shipped->schema->packs[0].id, "cairn");
	packs_close(shipped);
	packs_close(fresh);
}

Test(pack, every_kind_of_key_fills_its_member)
{
	static const char text[] = PACK(
		"site",
		"7") "scale: how-bad\ntitle: How bad\nlevels:\n  - {id: low, label: Low, text: A little}\n  - {id: very high}\n---\n"
		     "register: pets\nprefix: PX\ntitle: Pets\none: pet\nabout: Small ones\ntitle_from: [kind, born]\n"
		     "columns: kind\norder: born\nunique: [kind, born]\nbasis: stated\nsource: ours\n"
		     "fields:\n"
		     "  - {id: kind, type: choice, required: true, options: [cat, {id: dog, label: A dog, hint: barks}]}\n"
		     "  - {id: born, type: date, wanted: yes, not_known: true, section: When, example: 2020-01-31}\n"
		     "  - {id: weight, type: num, min: -0.5, max: 90, unit: kg, initial: \"1\"}\n"
		     "  - {id: how_bad, type: choice, scale: how-bad, shown_when: {kind: [dog, \"\"], born: \"*\"}}\n"
		     "  - {id: story, type: long}\n"
		     "  - {id: facts, type: long, personal: no, automatic: true}\n"
		     "  - {id: of, type: refs, to: [partners, needs]}\n"
		     "  - {id: visits, type: rows, append_only: true, fields: [{id: at, type: date}, {id: says, type: text}]}\n"
		     "  - {id: sold, type: group, together: true, required_when: {kind: cat}, fields: [{id: price, type: money}]}\n"
		     "rules:\n  - {check: has_rows, field: visits, when: {kind: cat}, least: 2, level: warn, say: Visit it}\n"
		     "starters:\n  - {set: \"2023\", values: {kind: cat, visits.1: at=2020-02-01}}\n---\n"
		     "sample: ark\ntitle: Ark\nmarked: Invented\nrows:\n  - {register: pets, id: PX-01, values: {kind: dog}}\n"
		     "  - {form: cycle, id: c1, values: {title: One}}\n";
	struct packs *p = read_text(text);
	const struct schema *s = packs_schema(p);
	const struct reg *r = schema_reg(s, "px");
	const struct field *f;

	cr_assert(r != NULL);
	cr_expect(eq(int, s->packs[1].version, 7));
	assert_same(r->key, "px");
	cr_expect(r->title_derived && r->title_from.n == 2 && !reg_field(r, "title"));
	cr_expect(r->columns.n == 1 && r->unique.n == 2 && r->basis == BASIS_STATED);
	f = reg_field(r, "kind");
	assert_same(f->label, "Kind");
	cr_expect(f->required && !f->wanted && f->noptions == 2 && f->basis == BASIS_OURS);
	assert_same(f->options[0].label, "Cat");
	assert_same(f->options[1].hint, "barks");
	f = reg_field(r, "born");
	cr_expect(f->wanted && f->not_known && !f->min_set);
	assert_same(f->example, "2020-01-31");
	f = reg_field(r, "weight");
	cr_expect(f->min_set && f->max_set && f->min == -0.5 && f->max == 90.0);
	f = reg_field(r, "how_bad");
	assert_same(f->label, "How bad");
	cr_assert(f->noptions == 2 && f->nshown_when == 2);
	assert_same(f->options[1].label, "very high");
	assert_same(f->options[0].hint, "A little");
	assert_same(f->shown_when[0].field, "kind");
	cr_expect(f->shown_when[0].is.n == 2 && f->shown_when[1].is.n == 1);
	assert_same(f->shown_when[0].is.v[1], "");
	cr_expect(reg_field(r, "story")->personal && !reg_field(r, "facts")->personal);
	cr_expect(reg_field(r, "of")->to.n == 2 && reg_field(r, "facts")->automatic);
	f = reg_field(r, "visits");
	cr_expect(f->append_only && f->type == TYPE_ROWS &&
		  field_sub(f, "says")->type == TYPE_TEXT);
	cr_expect(reg_field(r, "sold")->together && reg_field(r, "sold")->nrequired_when == 1);
	cr_assert(r->nrules == 1 && r->nstarters == 1);
	cr_expect(r->rules[0].least == 2 && r->rules[0].level == LEVEL_WARN &&
		  r->rules[0].nwhen == 1);
	assert_same(r->starters[0].values[1].name, "visits.1");
	cr_expect(reg_field(r, "life")->common && reg_field(r, "life")->noptions == 3);
	assert_same(r->origin.pack, "site");
	cr_expect(eq(int, r->origin.line, 11));
	assert_same(s->samples[s->nsamples - 1].rows[0].reg, "pets");
	assert_same(s->samples[s->nsamples - 1].rows[1].reg, "cycle");
	packs_close(p);
}

Test(pack, a_table_gives_back_what_it_was_made_from)
{
	struct packs *p = read_text(PACK("site", "1") LIST("l", ITEM("l-1", "One"))), *again;
	struct buf table = { 0 };
	struct err err = { 0 };

	table_make(&table, p->schema);
	cr_assert(table_open(&again, table.data, table.len, false, &err) == RC_OK, "%s", err.text);
	cr_expect(same_table(p->schema, again->schema));
	assert_same(schema_item(again->schema, "l-1", NULL)->text, "One");
	packs_close(again);
	packs_close(p);
	buf_clear(&table);
}

/* With its sums put right again, so that only the walk can find out. */
static bool opens_forged(struct buf *table, size_t at, uint64_t value)
{
	struct buf copy = { 0 };
	struct packs *p = NULL;
	uint32_t sum;
	bool opens;

	buf_add(&copy, table->data, table->len);
	memcpy(copy.data + at, &value, sizeof(value));
	sum = crc32c(0, copy.data + 40, copy.len - 40);
	memcpy(copy.data + 12, &sum, sizeof(sum));
	sum = crc32c(0, copy.data, 32);
	memcpy(copy.data + 32, &sum, sizeof(sum));
	opens = table_open(&p, copy.data, copy.len, false, NULL) == RC_OK;
	packs_close(p);
	buf_clear(&copy);
	return opens;
}

Test(pack, a_damaged_or_forged_table_is_refused)
{
	struct packs *p = read_text(PACK("site", "1") LIST("l", ITEM("l-1", "One"))), *q = NULL;
	struct buf table = { 0 };
	uint32_t image, npointers;
	size_t slots, forged = 0;

	table_make(&table, p->schema);
	for (size_t at = 0; at < table.len; at += 1 + table.len / 300) {
		table.data[at] ^= 0x10;
		cr_expect(eq(int, table_open(&q, table.data, table.len, false, NULL), RC_DAMAGED));
		table.data[at] ^= 0x10;
	}
	for (size_t len = 0; len < table.len; len += 1 + table.len / 100)
		cr_expect(eq(int, table_open(&q, table.data, len, false, NULL), RC_DAMAGED));
	memcpy(&image, table.data + 16, sizeof(image));
	memcpy(&npointers, table.data + 24, sizeof(npointers));
	slots = 40 + image;
	cr_assert(npointers > 100);
	for (uint32_t i = 0; i < npointers; i += 1 + npointers / 50) {
		uint64_t value;
		uint32_t at;

		memcpy(&at, table.data + slots + i * sizeof(at), sizeof(at));
		memcpy(&value, table.data + 40 + at, sizeof(value));
		cr_expect(opens_forged(&table, 40 + at, value), "the forging itself is at fault");
		forged += opens_forged(&table, 40 + at, value + 16) +
			  opens_forged(&table, 40 + at, 16) +
			  opens_forged(&table, 40 + at, UINT64_MAX) +
			  opens_forged(&table, 40 + at + 8, UINT64_MAX / 2);
	}
	cr_expect(eq(sz, forged, 0));
	packs_close(p);
	buf_clear(&table);
}

Test(pack, a_site_pack_adds_to_the_shipped_one)
{
	struct packs *p;

	cr_assert(mkdir(arena_printf(arena, "%s/ours", packs_dir), 0700) == 0);
	put("ours/1-pack.yaml",
	    PACK("ours", "1") LIST("safety", ITEM("safety-1", "Is the room safe?")));
	put("ours/2-more.yaml", LIST("more", ITEM("more-1", "And more?")));
	put("ours/notes.txt", "not a template");
	p = opened_well();
	cr_expect(schema_item(packs_schema(p), "safety-1", NULL) != NULL);
	cr_expect(schema_item(packs_schema(p), "more-1", NULL) != NULL);
	cr_expect(schema_reg(packs_schema(p), "needs") != NULL);
	packs_close(p);
}

Test(pack, override_and_add_change_single_entries)
{
	const struct field *f;
	const struct reg *r;
	struct packs *p;

	put("a.yaml",
	    PACK("a",
		 "1") "override: needs/title\nwith: What people need\n---\n"
		      "override: register/needs/fields/severity/hint\nwith: Our own hint\n---\n"
		      "override: needs/columns\nwith: [title, colour]\n---\n"
		      "add: needs/fields\nwith:\n  - {id: colour, type: choice, options: [red, blue]}\n---\n"
		      "add: needs/fields/colour/options\nwith: [green]\n---\n"
		      "add: needs/unique\nwith: colour\n");
	p = opened_well();
	r = schema_reg(packs_schema(p), "needs");
	assert_same(r->title, "What people need");
	assert_same(r->origin.pack, "a");
	assert_same(reg_field(r, "severity")->hint, "Our own hint");
	assert_same(reg_field(r, "severity")->origin.pack, "a");
	f = reg_field(r, "colour");
	cr_assert(f && f->noptions == 3);
	assert_same(f->options[2].id, "green");
	cr_expect(f + 1 < r->fields + r->nfields && f[1].common && !f->common);
	cr_expect(names_have(&r->unique, "colour"));
	packs_close(p);
}

Test(pack, the_newest_version_is_taken_unless_a_cycle_is_bound_to_another)
{
	const char *v[] = { "ours 1", "else 4" };
	const struct names bound = { v, 2 };
	struct pack_faults refused;
	struct packs *p;

	put("ours-1.yaml", PACK("ours", "1") LIST("l", ITEM("l-old", "Old?")));
	put("ours-2.yaml", PACK("ours", "2") LIST("l", ITEM("l-new", "New?")));
	p = opened_well();
	cr_expect(schema_item(packs_schema(p), "l-new", NULL) &&
		  !schema_item(packs_schema(p), "l-old", NULL));
	packs_close(p);
	for (int again = 0; again < 2; again++) { /* read, then from the cache */
		p = opened(&bound, &refused);
		cr_expect(eq(sz, refused.n, 0));
		cr_expect(schema_item(packs_schema(p), "l-old", NULL) &&
			  !schema_item(packs_schema(p), "l-new", NULL));
		packs_close(p);
	}
}

Test(pack, a_second_start_reads_no_template_it_has_read_before)
{
	struct packs *p;

	put("a.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "One?")));
	p = opened_well();
	cr_expect(eq(sz, p->files_read, 1));
	packs_close(p);
	p = opened_well();
	cr_expect(eq(sz, p->files_read, 0));
	cr_expect(schema_item(packs_schema(p), "l-1", NULL) != NULL);
	packs_close(p);
	put("a.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "Changed?")));
	p = opened_well();
	cr_expect(eq(sz, p->files_read, 1));
	assert_same(schema_item(packs_schema(p), "l-1", NULL)->text, "Changed?");
	packs_close(p);
}

Test(pack, a_faulty_pack_is_refused_whole_and_the_others_stay)
{
	struct pack_faults refused;
	struct packs *p;

	put("a.yaml",
	    PACK("a", "1") LIST("l", ITEM("l-1", "One?")) "---\nchecklist: half\ntitle: Half\n");
	put("b.yaml", PACK("b", "1") LIST("m", ITEM("m-1", "One?")));
	p = opened(NULL, &refused);
	cr_assert(eq(sz, refused.n, 1));
	cr_expect(strstr(refused.v[0].file, "a.yaml") && refused.v[0].line == 11);
	expect_part(refused.v[0].text, "left out");
	cr_expect(schema_item(packs_schema(p), "m-1", NULL) &&
		  !schema_item(packs_schema(p), "l-1", NULL));
	packs_close(p);
	p = opened(NULL, &refused);
	cr_expect(eq(sz, refused.n, 1), "it is told at every start");
	packs_close(p);
}

Test(pack, the_last_good_files_of_a_faulty_pack_are_used)
{
	struct pack_faults refused;
	struct packs *p;

	put("a.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "Good?")));
	packs_close(opened_well());
	put("a.yaml", PACK("a", "2") LIST("l", "  - {id: l-1, txet: Bad?}\n"));
	p = opened(NULL, &refused);
	cr_assert(refused.n == 1);
	expect_part(refused.v[0].text, "last good one");
	assert_same(schema_item(packs_schema(p), "l-1", NULL)->text, "Good?");
	packs_close(p);
	put("a.yaml", PACK("a", "2") LIST("l", ITEM("l-1", "Better?")));
	p = opened_well();
	assert_same(schema_item(packs_schema(p), "l-1", NULL)->text, "Better?");
	packs_close(p);
}

static size_t each_in_cache(void (*change)(const char *path))
{
	struct dirent *e;
	DIR *d = opendir(cache);
	size_t n = 0;

	cr_assert(d != NULL);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			change(arena_printf(arena, "%s/%s", cache, e->d_name));
			n++;
		}
	closedir(d);
	return n;
}

static void flip(const char *path)
{
	size_t len;
	char *data = file_text(path, &len);

	data[len / 2] ^= 1;
	file_put(path, data, len);
	free(data);
}

static void cut(const char *path)
{
	cr_assert(truncate(path, 100) == 0);
}

Test(pack, a_damaged_cache_is_made_again)
{
	static void (*const harm[])(const char *) = { flip, cut };
	struct packs *p;

	put("a.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "One?")));
	for (size_t i = 0; i < 2; i++) {
		packs_close(opened_well());
		cr_expect(each_in_cache(harm[i]) >= 2);
		p = opened_well();
		cr_expect(eq(sz, p->files_read, 1));
		cr_expect(schema_item(packs_schema(p), "l-1", NULL) != NULL);
		packs_close(p);
		p = opened_well();
		cr_expect(eq(sz, p->files_read, 0));
		packs_close(p);
	}
}

Test(pack, the_cache_is_closed_to_others_and_not_used_when_it_is_open)
{
	struct packs *p;
	struct stat st;

	put("a.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "One?")));
	packs_close(opened_well());
	cr_assert(stat(cache, &st) == 0);
	cr_expect(eq(int, (int)(st.st_mode & 0777), 0700));
	cr_assert(chmod(cache, 0777) == 0);
	p = opened_well();
	cr_expect(eq(sz, p->files_read, 1));
	packs_close(p);
}

static void count(const char *path)
{
	(void)path;
}

Test(pack, the_cache_does_not_grow_without_end)
{
	for (int i = 0; i < 20; i++) {
		put("a.yaml",
		    arena_printf(arena, PACK("a", "%d") LIST("l", ITEM("l-1", "One?")), i + 1));
		packs_close(opened_well());
	}
	cr_expect(each_in_cache(count) <= 10);
}

Test(pack, the_name_of_the_shipped_pack_is_taken)
{
	struct pack_faults refused;

	put("a.yaml", PACK("cairn", "9") LIST("l", ITEM("l-1", "One?")));
	packs_close(opened(NULL, &refused));
	cr_assert(refused.n == 1);
	expect_part(refused.v[0].text, "already");
}

Test(pack, a_link_inside_a_pack_folder_is_not_followed)
{
	struct pack_faults refused;

	put("../outside.yaml", PACK("a", "1") LIST("l", ITEM("l-1", "One?")));
	cr_assert(mkdir(arena_printf(arena, "%s/a", packs_dir), 0700) == 0);
	cr_assert(symlink("../../outside.yaml", arena_printf(arena, "%s/a/in.yaml", packs_dir)) ==
		  0);
	packs_close(opened(NULL, &refused));
	cr_assert(refused.n == 1);
	expect_part(refused.v[0].text, "link");
}

Test(pack, checking_looks_at_a_file_as_part_of_its_folder)
{
	struct pack_faults faults = { .arena = arena };
	const char *good, *bad;
	struct err err = { 0 };

	put("1.yaml",
	    PACK("a",
		 "1") "form: pad\nkey: pd\ntitle: P\none: p\nfields: [{id: state, type: text}]\n");
	put("2.yaml", "checklist: l\ntitle: L\nform: pad\nitems: [{id: l-1, text: One}]\n");
	put("3.yaml", "checklist: m\ntitle: M\nform: none\nitems: [{id: m-1, text: One}]\n");
	good = arena_printf(arena, "%s/2.yaml", packs_dir);
	bad = arena_printf(arena, "%s/3.yaml", packs_dir);
	cr_expect(pack_check_file(good, &faults, &err) == RC_OK, "%s", err.text);
	cr_expect(eq(sz, faults.n, 0));
	cr_expect(eq(int, pack_check_file(bad, &faults, &err), RC_INVALID));
	cr_assert(eq(sz, faults.n, 1));
	cr_expect(faults.v[0].line == 3 && faults.v[0].column == 7);
	cr_expect(
		eq(int, pack_check_file("config/packs/cairn", &faults, &(struct err){ 0 }), RC_OK));
	cr_expect(eq(int, pack_check_file("/nonexistent.yaml", &faults, &(struct err){ 0 }),
		     RC_NOT_FOUND));
}

Test(pack, the_list_of_keys_names_every_kind_of_document_once)
{
	char *text = NULL, *at;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	pack_print_keys(f);
	fclose(f);
	expect_part(text, "register\tfields\tlist of field\tmust\n");
	expect_part(text, "field\tshown_when\tmap of condition\tmay\n");
	expect_part(text, "question_set\tquestion_set\tname\tmust\n");
	expect_part(text, "rule\tlevel\tword: refuse | warn | export\tmay\n");
	at = strstr(text, "field\thint\t");
	cr_expect(at && !strstr(at + 1, "\nfield\thint\t"));
	expect_none(text, "title_derived");
	free(text);
}
