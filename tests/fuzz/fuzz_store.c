/* SPDX-License-Identifier: ISC */
/*
 * A store whose keys and values are not what was written, though each has a sum
 * that fits: what a fault of ours, or somebody who can write the file, leaves.
 */
#include <stdio.h>
#include <string.h>

#include "core/store/access.h"
#include "core/store/journal_internal.h"
#include "core/store/store_internal.h"
#include "fuzz.h"
#include "fuzz_world.h"

static const struct place common = { "sf", NULL }, own = { "sf", "ann" };
static const struct actor ann = { "ann", MEMBER_COORDINATOR, NULL, "local" };

static void put(struct store *s, struct place p, const char *name, const char *text)
{
	struct arena *a = arena_new();
	struct fact f = { 0 };
	struct edit e = { .fact = name, .text = { text, strlen(text) } };
	struct change c = { .by = &ann, .action = "edit", .reason = "because", .edits = &e };

	if (store_get(s, p, name, a, &f, NULL) == RC_OK)
		e.seen = f.at;
	c.count = 1;
	fuzz_must(store_save(s, p, &c, NULL, NULL, NULL) == RC_OK, "an answer is saved");
	arena_free(a);
}

static struct fuzz_image *good(void)
{
	static struct fuzz_image *image;
	struct fuzz_desk *d;
	struct person p;

	if (image)
		return image;
	d = fuzz_desk_new();
	store_person_put(d->session.store, 1001, "ann", "Ann", d->arena, &p, NULL);
	put(d->session.store, common, "-/pe/ann/role", "coordinator");
	put(d->session.store, common, "-/pp/sf/name", "Strathfinlay");
	put(d->session.store, common, "c1/ne/+/title", "Housing");
	put(d->session.store, common, "c1/ne/ne-000001/title", "Housing on release");
	put(d->session.store, common, "c1/ne/ne-000001/notes", "two\nlines");
	put(d->session.store, common, "c1/it/any/state", "done");
	put(d->session.store, own, "c1/2026-05/listening", "level=2");
	store_undo(d->session.store, common, 5, &ann, "again", NULL, NULL, NULL);
	store_draft_put(d->session.store, "sf", "ann", "c1/ne/new/title", "half", NULL);
	store_note_put(d->session.store, "sf", "ann", "seen", "3", NULL);
	image = fuzz_image_of(d->session.store);
	fuzz_desk_free(d);
	return image;
}

/* Harm */

/* Where a value has the form that ends in a sum, the sum is made to fit. */
static void sum_again(struct slice key, char *value, size_t len)
{
	char *line = memchr(value, '\n', len), digits[9];
	size_t head;
	uint32_t sum;

	if (!line || line - value < 9)
		return;
	head = (size_t)(line - value) - 8;
	sum = crc32c(crc32c(0, key.data, key.len), value, head);
	sum = crc32c(sum, line + 1, len - head - 9);
	snprintf(digits, sizeof(digits), "%08x", (unsigned)sum);
	memcpy(value + head, digits, 8);
}

struct harm {
	struct bytes *from;
	const struct fuzz_image *image;
};

static size_t some_key(struct bytes *b, const struct fuzz_image *image)
{
	return bytes_byte(b) % fuzz_image_count(image);
}

static void put_summed(struct view *v, struct slice key, const char *value, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, value, len);
	sum_again(key, copy, len);
	view_put(v, key, (struct slice){ copy, len });
	mem_free(copy);
}

/* Some bytes of a value are others, or fewer. */
static void change(struct view *v, struct harm *h)
{
	struct slice key = fuzz_image_key(h->image, some_key(h->from, h->image)), value;
	size_t at = bytes_byte(h->from), n = bytes_byte(h->from) % 32;
	char *copy;

	if (view_get(v, key, &value) || !value.len)
		return;
	copy = memcpy(mem_alloc(value.len), value.data, value.len);
	at %= value.len;
	for (size_t i = at; i < value.len && i < at + n; i++)
		copy[i] = (char)bytes_byte(h->from);
	put_summed(v, key, copy, n ? value.len : at);
	mem_free(copy);
}

static void replace(struct view *v, struct slice key, struct harm *h)
{
	size_t n = bytes_byte(h->from);

	if (n > h->from->left)
		n = h->from->left;
	put_summed(v, key, (const char *)h->from->at, n);
	h->from->at += n;
	h->from->left -= n;
}

static void swap(struct view *v, struct harm *h)
{
	struct slice to = fuzz_image_key(h->image, some_key(h->from, h->image)), value;

	if (!view_get(v, fuzz_image_key(h->image, some_key(h->from, h->image)), &value))
		put_summed(v, to, value.data, value.len);
}

static void add(struct view *v, struct harm *h)
{
	char *name = bytes_line(h->from);
	struct key k;

	if (name && !key_printf(&k, "%.120s", name))
		replace(v, key_slice(&k), h);
	mem_free(name);
}

static enum rc harm_fn(struct view *v, void *arg)
{
	struct harm *h = arg;

	for (int i = 0; h->from->left && i < 64; i++) {
		unsigned what = bytes_byte(h->from) % 5;

		if (what == 0)
			change(v, h);
		else if (what == 1)
			view_del(v, fuzz_image_key(h->image, some_key(h->from, h->image)));
		else if (what == 2)
			swap(v, h);
		else if (what == 3)
			replace(v, fuzz_image_key(h->image, some_key(h->from, h->image)), h);
		else
			add(v, h);
	}
	return view_rc(v);
}

/* Looking */

static bool see_entry(void *arg, const struct entry *e)
{
	size_t *n = arg;

	*n += strlen(e->person) + strlen(e->action) + strlen(e->from);
	*n += e->reason ? strlen(e->reason) : 0;
	for (size_t i = 0; i < e->count; i++)
		*n += strlen(e->facts[i].name) + (e->facts[i].text ? strlen(e->facts[i].text) : 0);
	return true;
}

static bool see_fact(void *arg, const struct fact *f)
{
	*(size_t *)arg += strlen(f->name) + strlen(f->text);
	return true;
}

static bool see_person(void *arg, const struct person *p)
{
	*(size_t *)arg += strlen(p->name) + strlen(p->shown);
	return true;
}

static bool see_partnership(void *arg, const char *pid, const char *name)
{
	*(size_t *)arg += strlen(pid) + strlen(name);
	return true;
}

static bool see_key(void *arg, const struct access_key *k)
{
	*(size_t *)arg += strlen(k->person) + strlen(k->key.text);
	return true;
}

static void look_at(struct store *s, struct place p, const char *const *names)
{
	struct arena *a = arena_new();
	struct clash_list clashes = { .arena = a };
	struct fact f;
	size_t n = 0;

	store_log(s, p, 0, see_entry, &n, NULL);
	store_log_back(s, p, 0, see_entry, &n, NULL);
	store_read(s, p, "", NULL, see_fact, &n, NULL);
	for (size_t i = 0; names[i]; i++) {
		store_get(s, p, names[i], a, &f, NULL);
		store_history(s, p, names[i], see_entry, &n, NULL);
		store_record_history(s, p, names[i], see_entry, &n, NULL);
	}
	for (uint64_t i = 1; i < 12; i++)
		store_undo(s, p, i, &ann, "why", &clashes, NULL, NULL);
	store_undoable(s, p, "ann");
	store_redoable(s, p, "ann");
	arena_free(a);
}

static void look_at_people(struct store *s)
{
	struct arena *a = arena_new();
	enum member role;
	const char *org;
	struct person p;
	size_t n = 0;
	bool off;

	store_people(s, see_person, &n, NULL);
	store_person_of(s, 1001, a, &p, NULL);
	store_partnerships(s, see_partnership, &n, NULL);
	store_role(s, "sf", "ann", a, &role, &org, NULL);
	access_check(s, "ann", a, &p, NULL);
	access_suspended(s, "ann", &off, NULL);
	access_keys(s, NULL, see_key, &n, NULL);
	store_drafts(s, "sf", "ann", "", see_fact, &n, NULL);
	store_note(s, "sf", "ann", "seen", a);
	arena_free(a);
}

/* An engine that is open already, so that opening the store looks at what is in it. */
static struct engine *given;

static enum rc open_given(struct engine **out, const struct engine_opts *o, struct err *err)
{
	(void)o;
	(void)err;
	*out = given;
	return RC_OK;
}

static const struct engine_ops given_ops = { .name = "given", .open = open_given };

void fuzz_log(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"c1/ne/ne-000001/title", "c1/ne/ne-000001/notes", "c1/ne/",
		"c1/it/any/state",       "-/pe/ann/role",         NULL
	};
	static const char *const own_names[] = { "c1/2026-05/listening", "c1/", NULL };
	struct bytes b = { data, size };
	struct harm h = { &b, good() };
	struct store *made = fuzz_image_store(h.image), *s = NULL;
	struct store_opts o = { .engine = &given_ops };
	struct verify_report r = { 0 };

	engine_update(store_engine(made), harm_fn, &h, NULL);
	store_verify(made, NULL, NULL, &r, NULL);
	look_at(made, common, names);
	look_at(made, own, own_names);
	look_at_people(made);
	given = store_engine(made);
	if (store_open(&s, &o, NULL) == RC_OK)
		store_close(s); /* with the engine */
	mem_free(made);
}

/* A journal that somebody else wrote, or that was cut short. */

static bool see_change(void *arg, const struct journal_change *c)
{
	size_t *n = arg;

	for (size_t i = 0; i < c->count; i++) {
		const struct journal_put *p = &c->puts[i];

		fuzz_must(p->key.len > 0 && p->key.len <= KEY_MAX_BYTES, "a key has its bounds");
		for (size_t k = 0; k < p->key.len; k++)
			*n += ((const unsigned char *)p->key.data)[k];
		for (size_t k = 0; p->value.data && k < p->value.len; k++)
			*n += ((const unsigned char *)p->value.data)[k];
	}
	return true;
}

/*
 * Each change written again as a session would, with the length and the sum of
 * what stands in it: else made-up bytes would never come past the sum.
 */
static void sums_right(struct buf *out, const char *data, size_t size)
{
	static const char begin[] = "change 5e1f90c25e1f90c2 ";
	const size_t n = sizeof(begin) - 1;
	const char *end = data + size, *at = memmem(data, size, begin, n);

	buf_add(out, data, at ? (size_t)(at - data) : size);
	while (at) {
		const char *next = memmem(at + n, (size_t)(end - at) - n, begin, n);
		const char *stop = next ? next : end, *line = memchr(at, '\n', (size_t)(stop - at));
		struct buf body = { 0 };
		char head[64] = "";
		long long ms = 0;
		size_t puts = 0;

		if (line) {
			size_t len = (size_t)(line - at) - n;

			memcpy(head, at + n, len < sizeof(head) ? len : sizeof(head) - 1);
			sscanf(head, "%18lld %6zu", &ms, &puts);
			buf_add(&body, line + 1, (size_t)(stop - line) - 1);
		}
		journal_change_write(out, "5e1f90c25e1f90c2", ms, puts, &body);
		buf_clear(&body);
		at = next;
	}
}

void fuzz_journal(const uint8_t *data, size_t size)
{
	struct journal_text t = { .n = 1 };
	size_t n = 0;
	bool right = size > 0 && data[0] == '!'; /* else as it comes */

	t.file = mem_alloc(sizeof(*t.file));
	t.name = mem_alloc(sizeof(*t.name));
	snprintf(t.name[0], sizeof(t.name[0]), "000001");
	if (right)
		sums_right(&t.file[0], (const char *)data + 1, size - 1);
	else
		buf_add(&t.file[0], (const char *)data, size);
	journal_each(&t, see_change, &n);
	journal_unload(&t);
}
