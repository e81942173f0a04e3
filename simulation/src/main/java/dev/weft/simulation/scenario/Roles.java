package dev.weft.simulation.scenario;

/** The classes that a configuration names; each run makes its own objects of them. */
final class Roles {

  private static final String PACKAGE = "dev.weft.simulation.run.";

  static final String HANDLER = PACKAGE + "ScriptedHandler";
  static final String BATCH_HANDLER = PACKAGE + "ScriptedBatchHandler";
  static final String CODEC = PACKAGE + "ScriptedCodec";
  static final String MIDDLEWARE = PACKAGE + "ScriptedMiddleware";

  private Roles() {}
}
