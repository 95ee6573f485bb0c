/* SPDX-License-Identifier: ISC */
#include "shipped.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* SHIPPED_PACK is the table that packc made from config/packs/cairn (Makefile). */
__asm__(".pushsection .rodata\n"
	".balign 16\n"
	".type cairn_shipped_pack, @object\n"
	".global cairn_shipped_pack\n"
	"cairn_shipped_pack:\n"
	".incbin \"" SHIPPED_PACK "\"\n"
	".global cairn_shipped_pack_end\n"
	"cairn_shipped_pack_end:\n"
	".byte 0\n"
	".size cairn_shipped_pack, . - cairn_shipped_pack\n"
	".popsection\n");

extern const char cairn_shipped_pack[], cairn_shipped_pack_end[];

const void *shipped_table(size_t *len)
{
	*len = (size_t)(cairn_shipped_pack_end - cairn_shipped_pack);
	return cairn_shipped_pack;
}

/* The whole pages from one byte to another: what shares a page with them keeps it. */
static void pages_advise(const char *from, const char *to, int advice)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)from + page - 1) / page * page;
	uintptr_t end = (uintptr_t)to / page * page;

	if (first < end)
		madvise((void *)first, end - first, advice);
}

/*
 * The pages stay in the file's cache. Linux brings neighbours in with a page
 * that is read, up to the whole of a large piece of the cache, yet never from
 * a part of the map that was given another advice: so what was copied is kept
 * apart from the texts.
 */
void shipped_let_go(size_t copied)
{
	pages_advise(cairn_shipped_pack, cairn_shipped_pack + copied, MADV_RANDOM);
	pages_advise(cairn_shipped_pack, cairn_shipped_pack_end, MADV_DONTNEED);
}
