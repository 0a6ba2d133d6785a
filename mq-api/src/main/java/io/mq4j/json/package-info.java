/** Reads and writes message bodies as JSON, by Jackson. */
@NullMarked
package io.mq4j.json;

import org.jspecify.annotations.NullMarked;
