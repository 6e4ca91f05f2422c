// The package declares the types of its light build for its main entry only.
declare module "hls.js/light" {
  export { default } from "hls.js"
}
