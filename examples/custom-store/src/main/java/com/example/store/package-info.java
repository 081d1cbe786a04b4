/**
 * A small store in memory, one class per role of the store contract, to read beside the guide and
 * to begin one's own from.
 */
@NullMarked
package com.example.store;

import org.jspecify.annotations.NullMarked;
