let sound: AudioContext | undefined;

/// Two short tones, as loud as the screen is; silent where the browser lets no page make a sound before it was touched.
export function beep(): void {
  try {
    sound ??= new AudioContext();
    void sound.resume();
    for (const [tone, after] of [[880, 0], [1_320, 0.25]] as const) {
      const source = sound.createOscillator();
      source.frequency.value = tone;
      source.connect(sound.destination);
      source.start(sound.currentTime + after);
      source.stop(sound.currentTime + after + 0.2);
    }
  } catch {
    // A board without a loudspeaker still shows it.
  }
}
