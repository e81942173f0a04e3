package dev.weft.codec;

/**
 * What a {@link JsonCodec} takes for the JSON of a payload. Whatever the rules: decimals are read
 * exactly, and what follows the value is refused.
 *
 * @param types which kinds of JSON values a component is read from
 * @param missing what follows if a component has no value in the JSON
 * @param unknown what follows if the JSON has a property that the payload's type lacks
 */
public record JsonRules(Types types, Missing missing, Unknown unknown) {

  /** Strict types; a missing component keeps Java's default, and an unknown property is ignored. */
  public static final JsonRules DEFAULT =
      new JsonRules(Types.STRICT, Missing.DEFAULT, Unknown.IGNORE);

  /** Which kinds of JSON values a component is read from. */
  public enum Types {

    /**
     * From its own: a whole number for an integer, {@code true} or {@code false} for a boolean,
     * text for text, for times and for the constants of an enum, and never null or {@code ""} for a
     * primitive. {@code BigDecimal} and {@code BigInteger} may be text as well.
     */
    STRICT,

    /**
     * From whatever Jackson converts: a fraction is cut to an integer, {@code "12"} is a number,
     * null is 0, a number is seconds since 1970 for an {@code Instant}, or an enum's constant by
     * its position.
     */
    LENIENT
  }

  /** What follows if a component has no value in the JSON. */
  public enum Missing {

    /**
     * It has Java's default: null, 0, false, an empty {@code Optional}, or what a class sets
     * itself. So messages that were written before there was the component can be read.
     */
    DEFAULT,

    /**
     * The message cannot be decoded, unless the component is an {@code Optional}. This is for what
     * a constructor takes, as a record's components are; what is set afterwards is not asked for.
     */
    REFUSE
  }

  /** What follows if the JSON has a property that the payload's type lacks. */
  public enum Unknown {

    /** Nothing: a producer may add properties before its consumers know them. */
    IGNORE,

    /** The message cannot be decoded. */
    REFUSE
  }
}
