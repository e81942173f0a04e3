package dev.weft.hostile;

import java.util.concurrent.ExecutionException;

/** What hostile code does when it is called. */
enum Misdeed {
  PLAIN_EXCEPTION {
    @Override
    void commit() {
      throw new IllegalStateException("broken");
    }
  },
  MESSAGE_THAT_THROWS {
    @Override
    void commit() {
      throw new Awkward(
          () -> {
            throw new IllegalStateException("no message");
          });
    }
  },
  MESSAGE_THAT_THROWS_AN_ERROR {
    @Override
    void commit() {
      throw new Awkward(
          () -> {
            throw new NoClassDefFoundError("com/example/Gone");
          });
    }
  },
  MESSAGE_THAT_OVERFLOWS_THE_STACK {
    @Override
    void commit() {
      throw new Awkward(
          () -> {
            throw new StackOverflowError();
          });
    }
  },
  MESSAGE_OF_A_MEGABYTE {
    @Override
    void commit() {
      throw new IllegalStateException("x".repeat(1_200_000));
    }
  },
  EVERY_METHOD_THROWS {
    @Override
    void commit() {
      throw new Awkward(
          () -> {
            throw new AssertionError();
          });
    }
  },
  CAUSES_WITHOUT_END {
    @Override
    void commit() {
      throw DEEP;
    }
  },
  NO_CLASS_DEFINITION {
    @Override
    void commit() {
      throw new NoClassDefFoundError("com/example/Gone");
    }
  },
  STACK_OVERFLOW {
    @Override
    void commit() {
      throw new StackOverflowError();
    }
  },
  ASSERTION {
    @Override
    void commit() {
      throw new AssertionError("cannot be");
    }
  },
  NEITHER_EXCEPTION_NOR_ERROR {
    @Override
    void commit() throws Exception {
      Misdeed.<Exception>sneak(new Throwable("neither"));
    }
  },
  INTERRUPTED_EXCEPTION {
    @Override
    void commit() throws Exception {
      throw new InterruptedException("its own");
    }
  },
  WRAPPED_INTERRUPT {
    @Override
    void commit() throws Exception {
      throw new ExecutionException(new InterruptedException("its own"));
    }
  },
  FLAG_WITH_AN_EXCEPTION {
    @Override
    void commit() {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }
  },
  FLAG_LEFT_BEHIND {
    @Override
    void commit() {
      Thread.currentThread().interrupt();
    }
  };

  @SuppressWarnings("StaticAssignmentOfThrowable") // 4,000 causes, thrown hundreds of times
  private static final RuntimeException DEEP = deep();

  private static RuntimeException deep() {
    RuntimeException deep = new RuntimeException("root");
    for (int i = 0; i < 4_000; i++) {
      deep = new RuntimeException("cause " + i, deep);
    }
    return deep;
  }

  /** Does it, on the calling thread. */
  abstract void commit() throws Exception;

  /** Whether it throws, so that the message counts as failed. */
  boolean fails() {
    return this != FLAG_LEFT_BEHIND;
  }

  /** Whether the thread's interrupt flag is set afterwards. */
  boolean leavesInterrupt() {
    return this == FLAG_LEFT_BEHIND || this == FLAG_WITH_AN_EXCEPTION;
  }

  /** {@link #commit} where nothing checked may be thrown. */
  void commitUnchecked() {
    try {
      commit();
    } catch (Exception e) {
      Misdeed.<RuntimeException>sneak(e);
    }
  }

  @SuppressWarnings("unchecked") // that is the point: whatever it is gets out
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** An exception of which every method does what it is given. */
  private static final class Awkward extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Runnable act;

    Awkward(Runnable act) {
      this.act = act;
    }

    @Override
    public String getMessage() {
      act.run();
      return "never";
    }

    @Override
    public synchronized Throwable getCause() {
      act.run();
      return this;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      act.run();
      return new StackTraceElement[0];
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // that is the case
    public String toString() {
      act.run();
      return "never";
    }
  }
}
