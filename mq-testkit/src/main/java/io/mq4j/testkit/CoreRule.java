package io.mq4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule that belongs to the quick tier: it needs no fault. */
@Test
@Tag("core")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface CoreRule {}
