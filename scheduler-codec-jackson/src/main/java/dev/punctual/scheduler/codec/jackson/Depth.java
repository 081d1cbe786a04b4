package dev.punctual.scheduler.codec.jackson;

/** How deep JSON nests, found without reading it: whatever mapper reads it afterwards is safe. */
final class Depth {

  private Depth() {}

  /** The greatest number of objects and arrays that are open at once. */
  static int of(byte[] json) {
    int open = 0;
    int most = 0;
    boolean inText = false;
    for (int i = 0; i < json.length; i++) {
      byte b = json[i];
      if (inText) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          inText = false;
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '[' || b == '{') {
        most = Math.max(most, ++open);
      } else if (b == ']' || b == '}') {
        open--;
      }
    }
    return most;
  }
}
