// SPDX-License-Identifier: Apache-2.0 OR MIT
//
// Small routines for the tests of the timing verdict: each keeps a secret, or gives it away in one way. The first
// argument is the secret.

	.include "routine.inc"

// uint8_t table_of_the_program(const uint8_t secret[2]): looks the second byte up.
	routine	table_of_the_program
	ldrb	w1, [x0, #1]
	adr	x2, squares
	ldrh	w0, [x2, x1, lsl #1]
	ret
	end	table_of_the_program

// uint8_t table_in_memory(const uint8_t secret[1], const uint8_t table[256])
	routine	table_in_memory
	ldrb	w2, [x0]
	ldrb	w0, [x1, x2]
	ret
	end	table_in_memory

// uint64_t branch(uint64_t secret): 1 if its lowest bit is set, else 2.
	routine	branch
	tbz	x0, #0, 1f
	mov	x0, #1
	ret
1:	mov	x0, #2
	ret
	end	branch

// uint64_t choice(uint64_t secret): the same without a branch.
	routine	choice
	mov	x1, #2
	mov	x2, #1
	tst	x0, #1
	csel	x0, x2, x1, ne
	ret
	end	choice

// uint8_t cancels(uint64_t secret, const uint8_t table[256]): the secret goes into the index, and out again.
	routine	cancels
	and	x2, x0, #0xff
	bic	x3, x0, #0xff
	orr	x3, x3, x2
	sub	x3, x3, x0
	and	x3, x3, #0xff
	ldrb	w0, [x1, x3]
	ret
	end	cancels

// uint64_t sum(const uint8_t data[8 * num], size_t num): adds words; how many is public.
	routine	sum
	mov	x2, #0
1:	ldr	x3, [x0], #8
	add	x2, x2, x3
	subs	x1, x1, #1
	b.ne	1b
	mov	x0, x2
	ret
	end	sum

// uint64_t first_zero(const uint8_t data[num], size_t num): the place of the first zero byte, or num; leaves early.
	routine	first_zero
	mov	x2, #0
1:	ldrb	w3, [x0, x2]
	cbz	w3, 2f
	add	x2, x2, #1
	cmp	x2, x1
	b.ne	1b
2:	mov	x0, x2
	ret
	end	first_zero

// uint64_t spilled(uint64_t secret, const uint64_t table[4], uint64_t n): n and the secret go through the stack; the
// address is made of n alone.
	routine	spilled
	stp	x0, x2, [sp, #-16]!
	ldr	x3, [sp, #8]
	and	x3, x3, #3
	ldr	x0, [x1, x3, lsl #3]
	ldr	x4, [sp], #16
	eor	x0, x0, x4
	ret
	end	spilled

// uint64_t walks(uint64_t secret, const uint8_t table[256], uint64_t num): a secret that is carried around a loop
// decides an address.
	routine	walks
	mov	x3, #0
1:	and	x4, x0, #0xff
	ldrb	w5, [x1, x4]
	eor	x0, x0, x5
	add	x3, x3, #1
	cmp	x3, x2
	b.ne	1b
	ret
	end	walks

	.section .rodata
	.p2align 4
squares:
	.set	n, 0
	.rept	256
	.hword	(n * n) & 0xffff
	.set	n, n + 1
	.endr
