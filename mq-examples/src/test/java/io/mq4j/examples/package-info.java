/** Every snippet that README and docs show, as tests. */
@NullMarked
package io.mq4j.examples;

import org.jspecify.annotations.NullMarked;
