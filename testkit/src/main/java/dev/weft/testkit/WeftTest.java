package dev.weft.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test that has a {@link WeftTestKit} parameter a kit of its own, and closes it after
 * the test. On a method it stands in place of the class's.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(WeftExtension.class)
public @interface WeftTest {

  /** The configuration: a resource on the class path or, if there is none, a file. */
  String config() default "application.conf";

  /** Settings that go before it, in HOCON. */
  String[] settings() default {};
}
