package io.mq4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule that runs long on seeded random input. */
@Test
@Tag("stress")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface StressRule {}
