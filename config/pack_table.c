/* SPDX-License-Identifier: ISC */
/*
 * A table is: head, image, slots of pointers into the image, slots of texts,
 * texts: the short ones first, since guidance, which is shown one entry at a
 * time, would otherwise bring its pages in with each label. The image is the
 * structs as they lie in memory, with an offset where a pointer belongs
 * (0: NULL, since the schema itself is at 0 and the texts start with an empty
 * one). It fits only the program that made it, which the layout number in the
 * head makes sure of.
 */
#include "pack_internal.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

struct head {
	char magic[8];
	uint32_t layout;   /* of all structs: sizes and places of members */
	uint32_t body_sum; /* CRC-32C of all after the head */
	uint32_t image_bytes, text_bytes;
	uint32_t npointers, ntexts;
	uint32_t head_sum; /* of all before it */
	uint32_t spare;
};

static const char magic[8] = "cairnpk";

static void *member(void *base, size_t at)
{
	return (char *)base + at;
}

/* Every entry that can be reached, each once. */
static size_t all_entries(const struct entry_def **all, size_t max)
{
	size_t n = 0;

	all[n++] = &entry_schema;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i]->nslots; k++) {
			const struct entry_def *of = all[i]->slot[k].of;
			bool known = !of;

			for (size_t j = 0; j < n && !known; j++)
				known = all[j] == of;
			if (!known && n < max)
				all[n++] = of;
		}
	return n;
}

static uint32_t layout_number(void)
{
	const struct entry_def *all[64];
	size_t n = all_entries(all, 64);
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t of_entry[2] = { (uint32_t)all[i]->size, (uint32_t)all[i]->origin };

		sum = crc32c(sum, of_entry, sizeof(of_entry));
		for (size_t k = 0; k < all[i]->nslots; k++) {
			const struct slot_def *s = &all[i]->slot[k];
			uint32_t of_slot[3] = { (uint32_t)s->kind, (uint32_t)s->at,
						(uint32_t)s->also };

			sum = crc32c(sum, of_slot, sizeof(of_slot));
		}
	}
	return sum;
}

/*
 * Making
 */

enum { SHORT_TEXT_MAX = 80, LONG_TEXTS = 1u << 30 };

struct maker {
	struct buf image, pointers, texts_at;
	struct buf texts, long_texts;
	uint32_t *known; /* hash table of offsets into texts, or LONG_TEXTS more; 0: free */
	size_t nknown, cap;
};

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static const char *text_at(const struct maker *m, uint32_t offset)
{
	return offset < LONG_TEXTS ? m->texts.data + offset
				   : m->long_texts.data + (offset - LONG_TEXTS);
}

static size_t find_text(const struct maker *m, const char *s)
{
	size_t i = hash(s) & (m->cap - 1);

	while (m->known[i] && strcmp(text_at(m, m->known[i]), s) != 0)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void more_room(struct maker *m)
{
	uint32_t *old = m->known;
	size_t cap = m->cap;

	m->cap = cap ? 2 * cap : 1024;
	m->known = mem_alloc(m->cap * sizeof(*m->known));
	for (size_t i = 0; i < cap; i++)
		if (old[i])
			m->known[find_text(m, text_at(m, old[i]))] = old[i];
	mem_free(old);
}

static uint64_t text_offset(struct maker *m, const char *s)
{
	size_t i, len = strlen(s);
	bool is_long = len > SHORT_TEXT_MAX;
	struct buf *to = is_long ? &m->long_texts : &m->texts;

	if (2 * (m->nknown + 1) > m->cap)
		more_room(m);
	i = find_text(m, s);
	if (!m->known[i]) {
		m->known[i] = (uint32_t)to->len + (is_long ? LONG_TEXTS : 0);
		m->nknown++;
		buf_add(to, s, len + 1);
	}
	return m->known[i];
}

/* Now that it is known where the short ones end. */
static void join_texts(struct maker *m)
{
	const uint32_t *slots = (const void *)m->texts_at.data;

	for (size_t i = 0; i < m->texts_at.len / sizeof(*slots); i++) {
		uint64_t v;

		memcpy(&v, m->image.data + slots[i], sizeof(v));
		if (v >= LONG_TEXTS)
			v = v - LONG_TEXTS + m->texts.len;
		memcpy(m->image.data + slots[i], &v, sizeof(v));
	}
	buf_add(&m->texts, buf_text(&m->long_texts), m->long_texts.len);
}

/* Puts a value where a pointer belongs, and notes the place. */
static void put_slot(struct maker *m, struct buf *slots, size_t at, uint64_t value)
{
	uint32_t slot = (uint32_t)at;

	memcpy(m->image.data + at, &value, sizeof(value));
	if (value)
		buf_add(slots, (const char *)&slot, sizeof(slot));
}

static void put_text(struct maker *m, size_t at, const char *s)
{
	put_slot(m, &m->texts_at, at, s ? text_offset(m, s) : 0);
}

static size_t grow_image(struct maker *m, const void *data, size_t len)
{
	static const char zeros[alignof(max_align_t)];
	size_t at;

	while (m->image.len % alignof(max_align_t))
		buf_add(&m->image, zeros,
			alignof(max_align_t) - m->image.len % alignof(max_align_t));
	at = m->image.len;
	buf_add(&m->image, data, len);
	return at;
}

static void put_names(struct maker *m, size_t at, const struct names *names)
{
	size_t list;

	if (!names->n) {
		put_slot(m, &m->pointers, at + offsetof(struct names, v), 0);
		return;
	}
	list = grow_image(m, names->v, names->n * sizeof(names->v[0]));
	put_slot(m, &m->pointers, at + offsetof(struct names, v), list);
	for (size_t i = 0; i < names->n; i++)
		put_text(m, list + i * sizeof(names->v[0]), names->v[i]);
}

static void put_members(struct maker *m, const struct entry_def *e, const char *from, size_t at);

static void put_list(struct maker *m, const struct slot_def *s, const char *from, size_t at)
{
	const char *v;
	size_t n, list;

	memcpy(&v, from + s->at, sizeof(v));
	memcpy(&n, from + s->also, sizeof(n));
	list = n ? grow_image(m, v, n * s->of->size) : 0;
	put_slot(m, &m->pointers, at + s->at, list);
	for (size_t i = 0; i < n; i++)
		put_members(m, s->of, v + i * s->of->size, list + i * s->of->size);
}

/* The struct itself is in the image at `at` already; its pointers follow. */
static void put_members(struct maker *m, const struct entry_def *e, const char *from, size_t at)
{
	const char *text;

	for (size_t i = 0; i < e->nslots; i++) {
		const struct slot_def *s = &e->slot[i];

		if (s->use & SLOT_TWIN)
			continue;
		if (s->kind == SLOT_TEXT || s->kind == SLOT_ID) {
			memcpy(&text, from + s->at, sizeof(text));
			put_text(m, at + s->at, text);
		} else if (s->kind == SLOT_NAMES) {
			put_names(m, at + s->at, (const void *)(from + s->at));
		} else if (s->of) {
			put_list(m, s, from, at);
		}
	}
	if (e->origin) {
		const struct origin *o = (const void *)(from + e->origin);

		put_text(m, at + e->origin + offsetof(struct origin, pack), o->pack);
		put_text(m, at + e->origin + offsetof(struct origin, file), o->file);
	}
}

void table_make(struct buf *out, const struct schema *s)
{
	struct maker m = { 0 };
	struct head h = { .layout = layout_number() };
	size_t body;

	buf_char(&m.texts, '\0');
	grow_image(&m, s, sizeof(*s));
	put_members(&m, &entry_schema, (const char *)s, 0);
	grow_image(&m, "", 0);
	join_texts(&m);
	memcpy(h.magic, magic, sizeof(magic));
	h.image_bytes = (uint32_t)m.image.len;
	h.text_bytes = (uint32_t)m.texts.len;
	h.npointers = (uint32_t)(m.pointers.len / sizeof(uint32_t));
	h.ntexts = (uint32_t)(m.texts_at.len / sizeof(uint32_t));
	body = out->len + sizeof(h);
	buf_add(out, (const char *)&h, sizeof(h));
	buf_add(out, m.image.data, m.image.len);
	buf_add(out, buf_text(&m.pointers), m.pointers.len);
	buf_add(out, buf_text(&m.texts_at), m.texts_at.len);
	buf_add(out, m.texts.data, m.texts.len);
	h.body_sum = crc32c(0, out->data + body, out->len - body);
	h.head_sum = crc32c(0, &h, offsetof(struct head, head_sum));
	memcpy(out->data + body - sizeof(h), &h, sizeof(h));
	buf_clear(&m.image);
	buf_clear(&m.pointers);
	buf_clear(&m.texts_at);
	buf_clear(&m.texts);
	buf_clear(&m.long_texts);
	mem_free(m.known);
}

/*
 * Opening
 */

struct table {
	struct head head;
	const char *image, *texts;
	const uint32_t *pointers, *texts_at;
};

static bool table_parts(struct table *t, const char *data, size_t len)
{
	struct head *h = &t->head;
	uint64_t slots;

	if (len < sizeof(*h))
		return false;
	memcpy(h, data, sizeof(*h));
	slots = ((uint64_t)h->npointers + h->ntexts) * sizeof(uint32_t);
	t->image = data + sizeof(*h);
	t->pointers = (const void *)(t->image + h->image_bytes);
	t->texts_at = t->pointers + h->npointers;
	t->texts = (const char *)(t->texts_at + h->ntexts);
	return memcmp(h->magic, magic, sizeof(magic)) == 0 && h->layout == layout_number() &&
	       h->head_sum == crc32c(0, h, offsetof(struct head, head_sum)) &&
	       h->image_bytes >= sizeof(struct schema) &&
	       h->image_bytes % alignof(max_align_t) == 0 &&
	       len == sizeof(*h) + h->image_bytes + slots + h->text_bytes && h->text_bytes &&
	       t->texts[0] == '\0' && t->texts[h->text_bytes - 1] == '\0';
}

size_t table_copied(const void *data)
{
	struct head h;

	memcpy(&h, data, sizeof(h));
	return sizeof(h) + h.image_bytes + ((size_t)h.npointers + h.ntexts) * sizeof(uint32_t);
}

/* Walks a table the way it was made: each part must lie just where the maker put it. */
struct walk {
	const struct table *t;
	size_t image_end;       /* of what was met so far */
	size_t pointers, texts; /* slots met so far */
};

static uint64_t word_at(const struct walk *w, size_t at)
{
	uint64_t v;

	memcpy(&v, w->t->image + at, sizeof(v));
	return v;
}

static bool walk_text(struct walk *w, size_t at)
{
	uint64_t v = word_at(w, at);

	if (!v)
		return true;
	return v < w->t->head.text_bytes && w->texts < w->t->head.ntexts &&
	       w->t->texts_at[w->texts++] == at;
}

/* A list of n parts of a size: *start its place. */
static bool walk_part(struct walk *w, size_t at, uint64_t n, size_t size, size_t *start)
{
	const size_t step = alignof(max_align_t);
	uint64_t v = word_at(w, at), left;

	*start = (w->image_end + step - 1) / step * step;
	if (!v || !n)
		return !v && !n;
	if (*start > w->t->head.image_bytes || v != *start || w->pointers >= w->t->head.npointers ||
	    w->t->pointers[w->pointers++] != at)
		return false;
	left = w->t->head.image_bytes - *start;
	if (n > left / size)
		return false;
	w->image_end = *start + (size_t)n * size;
	return true;
}

static bool walk_names(struct walk *w, size_t at)
{
	uint64_t n = word_at(w, at + offsetof(struct names, n));
	size_t start;

	if (!walk_part(w, at + offsetof(struct names, v), n, sizeof(char *), &start))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!word_at(w, start + i * sizeof(char *)) ||
		    !walk_text(w, start + i * sizeof(char *)))
			return false;
	return true;
}

static bool walk_small(const struct walk *w, const struct slot_def *s, size_t at)
{
	unsigned word;

	if (s->kind == SLOT_BOOL)
		return (unsigned char)w->t->image[at] <= 1;
	if (s->kind != SLOT_WORD)
		return true;
	memcpy(&word, w->t->image + at, sizeof(word));
	return word < s->nwords;
}

static bool walk_members(struct walk *w, const struct entry_def *e, size_t at);

static bool walk_list(struct walk *w, const struct slot_def *s, size_t at)
{
	uint64_t n = word_at(w, at + s->also);
	size_t start;

	if (!walk_part(w, at + s->at, n, s->of->size, &start))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!walk_members(w, s->of, start + i * s->of->size))
			return false;
	return true;
}

static bool walk_members(struct walk *w, const struct entry_def *e, size_t at)
{
	bool good = !e->has_id || word_at(w, at);

	for (size_t i = 0; i < e->nslots && good; i++) {
		const struct slot_def *s = &e->slot[i];

		if (s->use & SLOT_TWIN)
			continue;
		if (s->kind == SLOT_TEXT || s->kind == SLOT_ID)
			good = walk_text(w, at + s->at);
		else if (s->kind == SLOT_NAMES)
			good = walk_names(w, at + s->at);
		else if (s->of)
			good = walk_list(w, s, at);
		else
			good = walk_small(w, s, at + s->at);
	}
	return good &&
	       (!e->origin || (walk_text(w, at + e->origin + offsetof(struct origin, pack)) &&
			       walk_text(w, at + e->origin + offsetof(struct origin, file))));
}

static bool body_good(const struct table *t, const char *data, size_t len)
{
	struct walk w = { .t = t, .image_end = sizeof(struct schema) };

	return crc32c(0, data + sizeof(t->head), len - sizeof(t->head)) == t->head.body_sum &&
	       walk_members(&w, &entry_schema, 0) && w.pointers == t->head.npointers &&
	       w.texts == t->head.ntexts;
}

/* Offsets become pointers. */
static void add_base(char *image, const uint32_t *slots, size_t n, const char *base)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t offset;
		const char *p;

		memcpy(&offset, image + slots[i], sizeof(offset));
		p = base + offset;
		memcpy(image + slots[i], &p, sizeof(p));
	}
}

enum rc table_open(struct packs **out, const void *data, size_t len, bool trusted, struct err *err)
{
	struct table t;
	struct packs *p;
	void *image;

	_Static_assert(sizeof(char *) == sizeof(uint64_t) && sizeof(size_t) == sizeof(uint64_t),
		       "a table has a place of 8 bytes for each pointer and count");
	if (!table_parts(&t, data, len) || (!trusted && !body_good(&t, data, len)))
		return err_set(err, RC_DAMAGED, "the compiled templates do not fit this program");
	image = mmap(NULL, t.head.image_bytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
		     0); /* all at once: a fault for each page takes longer than the copying */
	if (image == MAP_FAILED)
		return err_set(err, RC_IO, "no memory left for the templates");
	p = mem_alloc(sizeof(*p));
	p->image = image;
	p->image_bytes = t.head.image_bytes;
	memcpy(p->image, t.image, t.head.image_bytes);
	add_base(p->image, t.pointers, t.head.npointers, p->image);
	add_base(p->image, t.texts_at, t.head.ntexts, t.texts);
	p->schema = member(p->image, 0);
	*out = p;
	return RC_OK;
}
