/** The contract, kept by a broker made of files. */
@NullMarked
package io.mq4j.examples.directory;

import org.jspecify.annotations.NullMarked;
