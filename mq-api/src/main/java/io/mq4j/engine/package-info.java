/**
 * Turns a driver into a broker: validation, group commit, dispatch, ordering, retries, drain and
 * events. Internal: not exported.
 */
@NullMarked
package io.mq4j.engine;

import org.jspecify.annotations.NullMarked;
