import { IconCamera, IconPhoto } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { useText } from "../text";
import { Camera } from "./Camera";
import { scalePicture } from "./picture";

/// A picture from this device's camera or from a file; `give` gets it scaled.
export function TakePhoto({ give, testid, working }: { give: (image: Blob) => void; testid: string; working?: boolean }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const [camera, setCamera] = useState(false);
  const [trouble, setTrouble] = useState<"broken" | "no_camera" | null>(null);
  // Phones bring a better camera of their own behind the file field; the kiosk has only this one.
  const live = !!navigator.mediaDevices?.getUserMedia && !/Android|iPhone|iPad/i.test(navigator.userAgent);

  const chosen = async (file: File | undefined) => {
    if (input.current) input.current.value = "";
    if (!file) return;
    try {
      setTrouble(null);
      give(await scalePicture(file));
    } catch {
      setTrouble("broken");
    }
  };
  if (camera) {
    return (
      <Camera
        give={(image) => { setCamera(false); give(image); }}
        close={() => setCamera(false)}
        failed={() => { setCamera(false); setTrouble("no_camera"); }}
      />
    );
  }
  return (
    <>
      {trouble && <Note tone="danger" live="assertive">{t(`photos.${trouble}`)}</Note>}
      <div className="line">
        {live && <Press icon={<IconCamera aria-hidden />} working={working} onClick={() => setCamera(true)} data-testid={`${testid}-camera`}>{t("photos.take")}</Press>}
        <Press
          icon={live ? <IconPhoto aria-hidden /> : <IconCamera aria-hidden />}
          working={working}
          onClick={() => input.current?.click()}
          data-testid={`${testid}-choose`}
        >
          {live ? t("photos.file") : t("photos.take")}
        </Press>
        <input
          ref={input}
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          aria-label={t("photos.file")}
          onChange={(event) => void chosen(event.currentTarget.files?.[0])}
          data-testid={`${testid}-file`}
        />
      </div>
    </>
  );
}
