// SPDX-License-Identifier: Apache-2.0 OR MIT
//
// Small routines for the tests of calls that follow one another: each keeps something for the next, or finds it.

	.include "routine.inc"

// uint64_t twice(uint64_t x)
	routine	twice
	add	x0, x0, x0
	ret
	end	twice

// void add(uint64_t sum[1], uint64_t x)
	routine	add
	ldr	x2, [x0]
	add	x2, x2, x1
	str	x2, [x0]
	ret
	end	add

// Leaves 7 in a register that is no one's.
	routine	leave_in_a_register
	mov	x1, #7
	ret
	end	leave_in_a_register

// uint64_t find_in_a_register(uint64_t x): what was in the next argument's register.
	routine	find_in_a_register
	mov	x0, x1
	ret
	end	find_in_a_register

// Leaves 7 below SP.
	routine	leave_on_the_stack
	mov	x1, #7
	str	x1, [sp, #-16]!
	add	sp, sp, #16
	ret
	end	leave_on_the_stack

// uint64_t find_on_the_stack(void): what was below SP.
	routine	find_on_the_stack
	sub	sp, sp, #16
	ldr	x0, [sp], #16
	ret
	end	find_on_the_stack

// Changes a register of the caller's.
	routine	spoil
	mov	x19, #7
	ret
	end	spoil

// uint64_t which(uint64_t x): leaves in two ways.
	routine	which
	cbz	x0, 1f
	mov	x0, #1
	ret
1:	ret
	end	which
