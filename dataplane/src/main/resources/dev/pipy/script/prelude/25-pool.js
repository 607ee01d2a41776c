// algo.ResourcePool: resources that are used by one at a time and used again once freed.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  class ResourcePool {
    #allocator
    // resource to its slot: { resource, pool, tenant, busy, next }
    #slots = new Map()
    // pool to { first, last }: its free slots, first freed first
    #free = new Map()
    // tenant to a map of pool to slot
    #tenants = new Map()

    constructor(allocator) {
      expect.count(arguments.length, 1)
      this.#allocator = expect.func(allocator, 1)
    }

    allocate(pool, tenant) {
      if (tenant === undefined || tenant === null) return this.#take(pool, undefined).resource
      let held = this.#tenants.get(tenant)
      const slot = held?.get(pool)
      if (slot !== undefined) return slot.resource
      const taken = this.#take(pool, tenant)
      held = this.#tenants.get(tenant)
      if (held === undefined) this.#tenants.set(tenant, (held = new Map()))
      held.set(pool, taken)
      return taken.resource
    }

    free(resource) {
      expect.count(arguments.length, 1)
      const slot = this.#slots.get(resource)
      if (slot === undefined || !slot.busy) return
      if (slot.tenant !== undefined) {
        const held = this.#tenants.get(slot.tenant)
        held.delete(slot.pool)
        if (held.size === 0) this.#tenants.delete(slot.tenant)
      }
      this.#release(slot)
    }

    freeTenant(tenant) {
      expect.count(arguments.length, 1)
      const held = this.#tenants.get(tenant)
      if (held === undefined) return
      this.#tenants.delete(tenant)
      for (const slot of held.values()) this.#release(slot)
    }

    #take(pool, tenant) {
      const queue = this.#free.get(pool)
      const slot = queue?.first ?? this.#make(pool, tenant)
      if (queue?.first === slot) {
        queue.first = slot.next
        if (queue.first === undefined) this.#free.delete(pool)
      }
      slot.next = undefined
      slot.busy = true
      slot.tenant = tenant
      return slot
    }

    #make(pool, tenant) {
      const allocator = this.#allocator
      const resource = allocator(pool, tenant)
      if (this.#slots.has(resource)) {
        throw new Error('allocator returned a resource that the pool has already')
      }
      const slot = { resource, pool, tenant, busy: true, next: undefined }
      this.#slots.set(resource, slot)
      return slot
    }

    #release(slot) {
      slot.busy = false
      slot.tenant = undefined
      const queue = this.#free.get(slot.pool)
      if (queue === undefined) {
        this.#free.set(slot.pool, { first: slot, last: slot })
      } else {
        queue.last.next = slot
        queue.last = slot
      }
    }
  }

  publish(globals.algo, { ResourcePool })
})
