for name in check run summary replay; do brink $name; echo $?; done
brink replay out.h5; echo $?
