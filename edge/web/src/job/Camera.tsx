import { IconCamera } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Press } from "../parts/Press";
import { Sheet } from "../parts/Sheet";
import { useText } from "../text";
import { grabFrame } from "./picture";

/// What the device's camera sees, and a button. The camera is let go when this closes.
export function Camera({ give, close, failed }: { give: (image: Blob) => void; close: () => void; failed: () => void }) {
  const { t } = useText();
  const video = useRef<HTMLVideoElement>(null);
  const fail = useRef(failed);

  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    const release = () => stream?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } }).then(
      (opened) => {
        stream = opened;
        if (closed) release();
        else if (video.current) video.current.srcObject = opened;
      },
      () => fail.current(),
    );
    return () => {
      closed = true;
      release();
    };
  }, []);

  const shoot = () => {
    if (video.current?.videoWidth) grabFrame(video.current).then(give, failed);
  };
  return (
    <Sheet title={t("photos.take")} close={close}>
      <video ref={video} autoPlay muted playsInline className="camera" />
      <Press look="main" tall icon={<IconCamera aria-hidden />} onClick={shoot} data-testid="shoot">{t("photos.shoot")}</Press>
    </Sheet>
  );
}
