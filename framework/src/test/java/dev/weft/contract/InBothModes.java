package dev.weft.contract;

import dev.weft.ReceiveMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of sources, run with each {@link ReceiveMode}. */
@ParameterizedTest(name = "{0}")
@EnumSource(ReceiveMode.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface InBothModes {}
