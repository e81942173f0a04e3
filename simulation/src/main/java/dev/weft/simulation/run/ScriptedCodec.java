package dev.weft.simulation.run;

import dev.weft.Codec;
import dev.weft.codec.StringCodec;
import dev.weft.simulation.history.End;
import dev.weft.simulation.scenario.Act;

/** A codec of text that cannot read what its scenario says that it cannot: it throws anything. */
public final class ScriptedCodec implements Codec<String> {

  private final Script script;

  ScriptedCodec(Script script) {
    this.script = script;
  }

  @Override
  public String contentType() {
    return StringCodec.INSTANCE.contentType();
  }

  @Override
  public byte[] encode(String payload) {
    return StringCodec.INSTANCE.encode(payload);
  }

  @Override
  public String decode(byte[] data) {
    String payload = StringCodec.INSTANCE.decode(data).strip(); // large ones are mostly spaces
    int number = Script.number(payload);
    if (script.next(number).kind() == Act.Kind.UNDECODABLE) {
      script.end(script.begin(number, 0), End.REJECTED);
      if (number % 2 == 0) {
        throw new HostileException();
      }
      throw new StackOverflowError("by the codec");
    }
    return payload;
  }
}
